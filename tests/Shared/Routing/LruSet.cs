namespace Judger.Testing.Routing;

/// <summary>Keys of things of one size, of which those used last are kept.</summary>
internal sealed class LruSet(int capacity)
{
    private readonly Dictionary<long, LinkedListNode<long>> _nodes = [];
    private readonly LinkedList<long> _order = new();

    public bool Contains(long key) => _nodes.ContainsKey(key);

    /// <summary>Adds a key, or makes it the one that was used last.</summary>
    public void Touch(long key)
    {
        if (_nodes.TryGetValue(key, out var node)) _order.Remove(node);
        _nodes[key] = _order.AddLast(key);
        if (_nodes.Count <= capacity) return;
        _nodes.Remove(_order.First!.Value);
        _order.RemoveFirst();
    }
}
