namespace Judger.Inference;

/// <summary>
/// The copies that give a lane to a sequence: first what is saved from it, then what is loaded into it. They run without the scheduler's lock; pins keep
/// what they read in place until <see cref="Commit"/>.
/// </summary>
internal sealed class LanePlan(KvMemory memory, KvBlocks blocks, Lane lane, Sequence sequence)
{
    private readonly List<(PrefixNode Node, Lane? From, int Count)> _loads = [];
    private readonly List<PrefixNode> _saves = [];
    private readonly List<KvBlock> _saved = [];

    public Lane Lane => lane;

    public Sequence Sequence => sequence;

    /// <summary>The last run that is loaded whole.</summary>
    public PrefixNode? LastLoaded { get; private set; }

    /// <summary>Adds the first positions of a run, from another lane or, without one, from its block.</summary>
    public void Load(PrefixNode node, Lane? from, int count)
    {
        node.Pins++;
        if (from is not null) from.Pins++;
        _loads.Add((node, from, count));
        if (count == node.Run.Length) LastLoaded = node;
    }

    /// <summary>Adds a run to save, for which there is a reservation.</summary>
    public void Save(PrefixNode node)
    {
        node.Pins++;
        node.IsPending = true;
        _saves.Add(node);
    }

    /// <summary>Copies.</summary>
    public void Run()
    {
        foreach (var node in _saves) _saved.Add(memory.Save(lane.Index, node.Start, node.Run.Length));
        foreach (var (node, from, count) in _loads)
        {
            if (from is null) memory.Load(node.Block!, lane.Index, count);
            else memory.Copy(from.Index, lane.Index, node.Start, count);
        }
    }

    /// <summary>Notes what was copied. Under the scheduler's lock.</summary>
    public void Commit(bool failed)
    {
        for (var i = 0; i < _saves.Count; i++)
        {
            _saves[i].IsPending = false;
            if (i < _saved.Count) blocks.Add(_saves[i], _saved[i]);
            else blocks.Release(_saves[i].Run.Length * memory.Layout.PositionBytes);
        }

        foreach (var (node, from, count) in _loads)
        {
            if (from is not null) from.Pins--;
            if (!failed && count == node.Run.Length) lane.Advance(node);
        }

        foreach (var node in _loads.Select(load => load.Node).Concat(_saves).Reverse())
        {
            node.Pins--;
            node.Prune();
        }
    }
}
