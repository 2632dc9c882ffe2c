namespace Judger.Inference.Vision;

/// <summary>
/// Encoded images within a budget of bytes; the one used least recently goes first, but none that is in use. Under the scheduler's lock only.
/// </summary>
internal sealed class ImageEmbeddingCache(long budget)
{
    private readonly Dictionary<string, LinkedListNode<ImageEmbeddings>> _entries = new(StringComparer.Ordinal);
    private readonly LinkedList<ImageEmbeddings> _recent = [];

    public long Bytes { get; private set; }

    public bool Contains(string key) => _entries.ContainsKey(key);

    public ImageEmbeddings? Find(string key)
    {
        if (!_entries.TryGetValue(key, out var node)) return null;
        _recent.Remove(node);
        _recent.AddFirst(node);
        return node.Value;
    }

    /// <summary>Keeps an image if there is room for it beside those in use; where there is none, nothing is dropped for it.</summary>
    public void Add(ImageEmbeddings image)
    {
        if (!HasRoomFor(image.Bytes)) return;
        var node = _recent.Last;
        while (node is not null && Bytes + image.Bytes > budget)
        {
            var previous = node.Previous;
            if (node.Value.Pins == 0) Remove(node);
            node = previous;
        }

        _entries.Add(image.Key, _recent.AddFirst(image));
        Bytes += image.Bytes;
    }

    /// <summary>Whether an image would be kept.</summary>
    /// <param name="bytes">Its size.</param>
    public bool HasRoomFor(long bytes) => InUse() + bytes <= budget;

    private long InUse()
    {
        var bytes = 0L;
        foreach (var image in _recent) bytes += image.Pins > 0 ? image.Bytes : 0;
        return bytes;
    }

    private void Remove(LinkedListNode<ImageEmbeddings> node)
    {
        Bytes -= node.Value.Bytes;
        _entries.Remove(node.Value.Key);
        _recent.Remove(node);
    }
}
