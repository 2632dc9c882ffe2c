namespace Judger.Grains.Routing;

/// <summary>
/// Lets the suspects among this silo's questions, those that a silo died with, go on one at a time. The one that kills silos then takes no other suspect with
/// it a second time, and is known by its second death. Any thread.
/// </summary>
internal sealed class SuspectGate : IDisposable
{
    private readonly SemaphoreSlim _turns = new(1);

    /// <summary>Waits for a turn, which lasts until it is disposed.</summary>
    public async Task<IDisposable> EnterAsync(CancellationToken cancellationToken)
    {
        await _turns.WaitAsync(cancellationToken);
        return new Turn(_turns);
    }

    public void Dispose() => _turns.Dispose();

    private sealed class Turn(SemaphoreSlim turns) : IDisposable
    {
        private SemaphoreSlim? _turns = turns;

        public void Dispose() => Interlocked.Exchange(ref _turns, null)?.Release();
    }
}
