namespace Judger.Grains.Tests.Support;

/// <summary>A pass that arrives and waits until the test lets it go, or until its work is cancelled.</summary>
internal sealed class Gate(Pass pass)
{
    // A test that waits for what never happens fails instead of hanging.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly TaskCompletionSource _arrived = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _cancelled = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task Arrived => _arrived.Task.WaitAsync(Patience, TestContext.Current.CancellationToken);

    public Task Cancelled => _cancelled.Task.WaitAsync(Patience, TestContext.Current.CancellationToken);

    public void Open() => _opened.TrySetResult();

    /// <summary>To be run before every pass.</summary>
    public async Task WaitAsync(EngineCall call, CancellationToken cancellationToken)
    {
        if (call.Pass != pass) return;
        _arrived.TrySetResult();
        try
        {
            await _opened.Task.WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            _cancelled.TrySetResult();
            throw;
        }
    }
}
