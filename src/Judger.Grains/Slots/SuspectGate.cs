namespace Judger.Grains.Slots;

/// <summary>
/// Lets one suspect at a time use this silo, as the place of its run or of its passes. A suspect is a question that a silo died with and that has finished no
/// stage since. The one that kills silos then takes no other suspect with it a second time, and is known by its second death. Any thread.
/// </summary>
internal sealed class SuspectGate
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    private readonly Lock _lock = new();
    private string? _question;
    private int _entered;

    /// <summary>Waits for a turn, which lasts until it is disposed.</summary>
    public async Task<IDisposable> EnterAsync(string question, CancellationToken cancellationToken)
    {
        while (true)
        {
            if (TryEnter(question) is { } turn) return turn;
            await Task.Delay(Pause, cancellationToken);
        }
    }

    /// <summary>A turn, or null when it is another question's. A question that has it may have it again.</summary>
    public IDisposable? TryEnter(string question)
    {
        lock (_lock)
        {
            if (_entered > 0 && _question != question) return null;
            (_question, _entered) = (question, _entered + 1);
            return new Turn(this);
        }
    }

    private void Leave()
    {
        lock (_lock) _entered--;
    }

    private sealed class Turn(SuspectGate gate) : IDisposable
    {
        private SuspectGate? _gate = gate;

        public void Dispose() => Interlocked.Exchange(ref _gate, null)?.Leave();
    }
}
