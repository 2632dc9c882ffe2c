namespace Judger.Grains.Questions;

/// <summary>
/// Who still needs a question: callers that wait, or nobody when it is in the background. One that nobody needs is stopped after a while, so that a client that
/// is gone does not hold a device. For one grain: not thread-safe.
/// </summary>
internal sealed class QuestionLifetime(TimeSpan grace, TimeProvider time) : IDisposable
{
    private CancellationTokenSource _stop = new();
    private int _waiting;
    private long _leftAt = time.GetTimestamp();
    private bool _isDisconnected;

    /// <summary>True when the question goes on although nobody waits for it.</summary>
    public bool IsBackground { get; set; }

    /// <summary>True when somebody cancelled the question.</summary>
    public bool IsCancelled { get; private set; }

    /// <summary>Cancelled when the present run is to stop.</summary>
    public CancellationToken Stopped => _stop.Token;

    /// <summary>True while a caller waits.</summary>
    public bool IsAttended => _waiting > 0;

    private bool IsAbandoned => !IsBackground && _waiting == 0 && (_isDisconnected || time.GetElapsedTime(_leftAt) > grace);

    /// <summary>A caller waits.</summary>
    public void Enter()
    {
        _waiting++;
        _isDisconnected = false;
    }

    /// <summary>A caller no longer waits.</summary>
    /// <param name="isDisconnected">True when it gave up, false when it is expected to come back.</param>
    public void Leave(bool isDisconnected)
    {
        _waiting--;
        _leftAt = time.GetTimestamp();
        _isDisconnected = isDisconnected && _waiting == 0;
        if (IsAbandoned) _stop.Cancel();
    }

    /// <summary>Stops the run when nobody needs the question any more.</summary>
    public Task StopIfAbandonedAsync() => IsAbandoned ? _stop.CancelAsync() : Task.CompletedTask;

    /// <summary>Stops the run.</summary>
    public Task StopAsync() => _stop.CancelAsync();

    /// <summary>Stops the run, and says that somebody wanted that.</summary>
    public Task CancelAsync()
    {
        IsCancelled = true;
        return _stop.CancelAsync();
    }

    /// <summary>Lets a run begin after one that was stopped.</summary>
    public void Restart()
    {
        if (!_stop.IsCancellationRequested) return;
        _stop.Dispose();
        _stop = new();
        _leftAt = time.GetTimestamp();
        _isDisconnected = false;
    }

    public void Dispose() => _stop.Dispose();
}
