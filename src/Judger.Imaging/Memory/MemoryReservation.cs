namespace Judger.Imaging.Memory;

/// <summary>Bytes of a <see cref="MemoryBudget"/> that are in use until this is disposed. Safe to call from several threads.</summary>
public sealed class MemoryReservation : IDisposable
{
    private readonly MemoryBudget _budget;
    private long _bytes;

    internal MemoryReservation(MemoryBudget budget, long bytes) => (_budget, _bytes) = (budget, bytes);

    /// <summary>How many; 0 when they were given back.</summary>
    public long Bytes => Interlocked.Read(ref _bytes);

    /// <summary>Gives back what is above a number of bytes.</summary>
    public void ShrinkTo(long bytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(bytes);
        while (Interlocked.Read(ref _bytes) is var held && held > bytes)
        {
            if (Interlocked.CompareExchange(ref _bytes, bytes, held) != held) continue;
            _budget.Release(held - bytes);
            return;
        }
    }

    /// <summary>Gives all bytes back. Disposing twice does nothing.</summary>
    public void Dispose() => _budget.Release(Interlocked.Exchange(ref _bytes, 0));
}
