namespace Judger.Inference.Kv;

/// <summary>
/// The blocks that keep prefixes beyond the lanes, within a budget of bytes; the one used least recently goes first. Under the scheduler's lock only.
/// </summary>
internal sealed class KvBlocks(long budget)
{
    private readonly List<PrefixNode> _nodes = [];

    /// <summary>Bytes of all blocks, those that are being written included.</summary>
    public long Bytes { get; private set; }

    /// <summary>Makes room for a block, dropping others that nothing uses. False when there is not enough.</summary>
    public bool TryReserve(long bytes)
    {
        while (Bytes + bytes > budget)
        {
            if (bytes > budget || OldestUnused() is not { } oldest) return false;
            Drop(oldest);
        }

        Bytes += bytes;
        return true;
    }

    /// <summary>Gives a reservation back.</summary>
    public void Release(long bytes)
    {
        Bytes -= bytes;
    }

    /// <summary>Puts a block, for which there is a reservation, into the tree.</summary>
    public void Add(PrefixNode node, KvBlock block)
    {
        node.Block = block;
        _nodes.Add(node);
    }

    public void Clear()
    {
        while (_nodes.Count > 0) Drop(_nodes[^1]);
    }

    private PrefixNode? OldestUnused()
    {
        PrefixNode? oldest = null;
        foreach (var node in _nodes)
        {
            if (node.Pins == 0 && (oldest is null || node.LastUsed < oldest.LastUsed)) oldest = node;
        }

        return oldest;
    }

    private void Drop(PrefixNode node)
    {
        Bytes -= node.Block!.Bytes;
        node.Block.Dispose();
        node.Block = null;
        _nodes.Remove(node);
        node.Prune();
    }
}
