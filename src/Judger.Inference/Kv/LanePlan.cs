using Judger.Inference.Scheduling;

namespace Judger.Inference.Kv;

/// <summary>
/// The copies that give a lane to a sequence: first what is saved from it, then what is loaded into it. They run without the scheduler's lock; pins keep
/// what they read in place until <see cref="Commit"/>.
/// </summary>
internal sealed class LanePlan(KvMemory memory, KvBlocks blocks, Lane lane, Sequence sequence)
{
    private readonly List<(PrefixNode Node, Lane? From, int Count, bool IsWhole)> _loads = [];
    private readonly List<PrefixNode> _saves = [];
    private readonly List<KvBlock> _saved = [];

    public Lane Lane => lane;

    public Sequence Sequence => sequence;

    /// <summary>The last run that is loaded whole.</summary>
    public PrefixNode? LastLoaded { get; private set; }

    /// <summary>Adds a run of the prompt, from another lane or, without one, from its block.</summary>
    public void Load(PrefixNode node, Lane? from)
    {
        Add(node, from, node.Run.Length, isWhole: true);
        LastLoaded = node;
    }

    /// <summary>Adds the first positions of a run with which a run of the prompt begins.</summary>
    public void LoadPart(PrefixNode node, Lane? from, int count) => Add(node, from, count, isWhole: false);

    /// <summary>Adds a run to save, for which there is a reservation.</summary>
    public void Save(PrefixNode node)
    {
        node.Pins++;
        node.IsSaving = true;
        _saves.Add(node);
    }

    /// <summary>Copies.</summary>
    public void Run()
    {
        foreach (var node in _saves) _saved.Add(memory.Save(lane.Index, node.Start, node.Run.Length));
        foreach (var (node, from, count, _) in _loads)
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
            _saves[i].IsSaving = false;
            if (i < _saved.Count) blocks.Add(_saves[i], _saved[i]);
            else blocks.Release(_saves[i].Run.Length * memory.Layout.PositionBytes);
        }

        foreach (var (node, from, _, isWhole) in _loads)
        {
            if (from is not null) from.Pins--;
            if (isWhole && !failed) lane.Advance(node);
        }

        foreach (var node in _loads.Select(load => load.Node).Concat(_saves).Reverse())
        {
            node.Pins--;
            node.Prune();
        }
    }

    private void Add(PrefixNode node, Lane? from, int count, bool isWhole)
    {
        node.Pins++;
        if (from is not null) from.Pins++;
        _loads.Add((node, from, count, isWhole));
    }
}
