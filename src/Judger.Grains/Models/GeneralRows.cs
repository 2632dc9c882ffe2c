using System.Collections.Concurrent;

namespace Judger.Grains.Models;

/// <summary>row(Q') of images: it depends on images and model only, so it is computed once for each and kept. Bounded, oldest first out.</summary>
internal sealed class GeneralRows
{
    private const int Capacity = 4096;

    private readonly ConcurrentDictionary<(SlotKey Slot, string Images), Lazy<Task<(float[] Row, WorkCount Work)>>> _rows = new();
    private readonly ConcurrentQueue<(SlotKey Slot, string Images)> _order = new();

    /// <summary>The row, and what it cost this caller: nothing when another had it computed.</summary>
    public async Task<(float[] Row, WorkCount Work)> GetAsync(
        SlotKey slot, string images, Func<Task<(float[] Row, WorkCount Work)>> compute, CancellationToken cancellationToken)
    {
        var key = (slot, images);
        var mine = new Lazy<Task<(float[] Row, WorkCount Work)>>(compute);
        var row = _rows.GetOrAdd(key, mine);
        if (ReferenceEquals(row, mine)) Remember(key);
        try
        {
            var (values, work) = await row.Value.WaitAsync(cancellationToken);
            return (values, ReferenceEquals(row, mine) ? work : default);
        }
        catch (Exception) when (row.Value.IsFaulted || row.Value.IsCanceled)
        {
            _rows.TryRemove(KeyValuePair.Create(key, row));
            throw;
        }
    }

    private void Remember((SlotKey Slot, string Images) key)
    {
        _order.Enqueue(key);
        while (_order.Count > Capacity && _order.TryDequeue(out var oldest)) _rows.TryRemove(oldest, out _);
    }
}
