namespace Judger.Inference.Constraints;

/// <summary>Keeps the values that were used last. A value is made once, by who asks first. Safe for use by several threads at once.</summary>
/// <param name="capacity">Most values that are kept.</param>
internal sealed class BoundedCache<TKey, TValue>(int capacity)
    where TKey : notnull
{
    private readonly Dictionary<TKey, LinkedListNode<(TKey Key, Lazy<TValue> Value)>> _entries = [];
    private readonly LinkedList<(TKey Key, Lazy<TValue> Value)> _byUse = [];
    private readonly Lock _gate = new();

    /// <summary>The value of a key, which is made where it is not known.</summary>
    public TValue Get(TKey key, Func<TKey, TValue> make) => EntryOf(key, make).Value;

    private Lazy<TValue> EntryOf(TKey key, Func<TKey, TValue> make)
    {
        lock (_gate)
        {
            if (_entries.TryGetValue(key, out var entry)) _byUse.Remove(entry);
            else
            {
                if (_byUse.Count == capacity)
                {
                    _entries.Remove(_byUse.Last!.Value.Key);
                    _byUse.RemoveLast();
                }

                entry = new((key, new(() => make(key))));
                _entries.Add(key, entry);
            }

            _byUse.AddFirst(entry);
            return entry.Value.Value;
        }
    }
}
