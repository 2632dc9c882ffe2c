namespace Judger.Grains.Draining;

/// <summary>What this silo has in hand, and whether it takes more. A silo that is told to stop finishes what it has.</summary>
internal sealed class SiloWork
{
    private volatile bool _isDraining;
    private int _questions;
    private int _passes;

    /// <summary>True when the silo is stopping: its slots take no new questions.</summary>
    public bool IsDraining => _isDraining;

    /// <summary>Questions that run on this silo.</summary>
    public int Questions => Volatile.Read(ref _questions);

    /// <summary>Passes through models that this silo does.</summary>
    public int Passes => Volatile.Read(ref _passes);

    public void Drain() => _isDraining = true;

    public IDisposable BeginQuestion()
    {
        Interlocked.Increment(ref _questions);
        return new Scope(() => Interlocked.Decrement(ref _questions));
    }

    public IDisposable BeginPass()
    {
        Interlocked.Increment(ref _passes);
        return new Scope(() => Interlocked.Decrement(ref _passes));
    }

    private sealed class Scope(Action end) : IDisposable
    {
        private Action? _end = end;

        public void Dispose() => Interlocked.Exchange(ref _end, null)?.Invoke();
    }
}
