namespace Judger.Inference;

/// <summary>Embeddings of the images used last, by <see cref="ImageKey"/>. Not for several threads.</summary>
internal sealed class ImageEmbeddingCache(int capacity)
{
    private readonly Dictionary<string, LinkedListNode<(string Key, float[] Embeddings)>> _entries = new(StringComparer.Ordinal);
    private readonly LinkedList<(string Key, float[] Embeddings)> _recent = [];

    public bool TryGet(string key, out float[] embeddings)
    {
        if (!_entries.TryGetValue(key, out var node))
        {
            embeddings = [];
            return false;
        }

        _recent.Remove(node);
        _recent.AddFirst(node);
        embeddings = node.Value.Embeddings;
        return true;
    }

    public void Add(string key, float[] embeddings)
    {
        if (capacity == 0) return;
        _entries[key] = _recent.AddFirst((key, embeddings));
        if (_entries.Count <= capacity) return;
        var oldest = _recent.Last!;
        _recent.RemoveLast();
        _entries.Remove(oldest.Value.Key);
    }
}
