namespace Judger.Grains.Models;

/// <summary>
/// What the slots of this silo know of where the model looks for a question, between the first answer and the look: the row, so that it need not travel through
/// the question's storage and back, and the look itself where it was begun ahead. Bounded, the oldest goes first; whoever finds nothing computes it. Any
/// thread.
/// </summary>
internal sealed class KeptLooks
{
    private const int MostEntries = 1024;
    private const long MostBytes = 32 << 20;

    private readonly Lock _lock = new();
    private readonly Dictionary<(SlotKey Slot, string Question), LinkedListNode<Entry>> _entries = [];
    private readonly LinkedList<Entry> _order = [];
    private long _bytes;

    /// <summary>Keeps a row and, where it was begun, the look. One look more of a question takes the place of the one before.</summary>
    /// <param name="slot">The slot.</param>
    /// <param name="question">The question's id.</param>
    /// <param name="row">row(Q) <c>[image tokens]</c>.</param>
    /// <param name="look">The region, and what it cost; null where the look was not begun, and from a task that failed.</param>
    public void Keep(SlotKey slot, string question, float[] row, Task<(LocatedRegion Region, WorkCount Work)?>? look)
    {
        lock (_lock)
        {
            if (_entries.TryGetValue((slot, question), out var before)) Remove(before);
            _entries.Add((slot, question), _order.AddLast(new Entry((slot, question), new(row, look))));
            _bytes += BytesOf(row);
            while (_order.Count > MostEntries || (_bytes > MostBytes && _order.Count > 1)) Remove(_order.First!);
        }
    }

    /// <summary>What is kept of a question; null where nothing is.</summary>
    public KeptLook? Find(SlotKey slot, string? question)
    {
        if (question is null) return null;
        lock (_lock) return _entries.TryGetValue((slot, question), out var node) ? node.Value.Look : null;
    }

    private void Remove(LinkedListNode<Entry> node)
    {
        _bytes -= BytesOf(node.Value.Look.Row);
        _entries.Remove(node.Value.Key);
        _order.Remove(node);
    }

    // A look has a map of as many values at most.
    private static long BytesOf(float[] row) => (long)row.Length * (sizeof(float) + sizeof(double));

    private sealed record Entry((SlotKey Slot, string Question) Key, KeptLook Look);
}
