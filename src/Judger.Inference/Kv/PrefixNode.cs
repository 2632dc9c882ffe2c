using Judger.Inference.Decoding;

namespace Judger.Inference.Kv;

/// <summary>One run of the prefix tree: positions that follow the parent's. Used under the scheduler's lock only.</summary>
internal sealed class PrefixNode
{
    private readonly List<PrefixNode> _texts = [];
    private readonly Dictionary<string, PrefixNode> _images = new(StringComparer.Ordinal);

    private PrefixNode(PrefixNode? parent, PromptRun run)
    {
        (Parent, Run) = (parent, run);
        Start = parent?.End ?? 0;
        Depth = parent is null ? 0 : parent.Depth + 1;
    }

    public PrefixNode? Parent { get; }

    public PromptRun Run { get; }

    /// <summary>The run's first position.</summary>
    public int Start { get; }

    /// <summary>The position behind the run.</summary>
    public int End => Start + Run.Length;

    /// <summary>Runs before this one, itself included; 0 for the root.</summary>
    public int Depth { get; }

    /// <summary>Lanes that hold the run's keys and values.</summary>
    public int Lanes { get; set; }

    /// <summary>A copy of them outside of the lanes.</summary>
    public KvBlock? Block { get; set; }

    /// <summary>Whether the run is kept when its lane loses it, although it is text.</summary>
    public bool IsKept { get; set; }

    /// <summary>Whether a sequence has announced that it computes the keys and values.</summary>
    public bool IsComputing { get; set; }

    /// <summary>Whether they are on their way from a lane into a block.</summary>
    public bool IsSaving { get; set; }

    /// <summary>Whether who needs the keys and values waits.</summary>
    public bool IsPending => IsComputing || IsSaving;

    /// <summary>Whether the keys and values are in a lane or a block.</summary>
    public bool IsHeld => Lanes > 0 || Block is not null;

    /// <summary>Uses that forbid to drop the block or the node.</summary>
    public int Pins { get; set; }

    /// <summary>When the run was last used.</summary>
    public long LastUsed { get; set; }

    public bool IsRoot => Parent is null;

    public static PrefixNode Root() => new(null, new PromptRun([], null, 0));

    public PrefixNode Add(PromptRun run)
    {
        var child = new PrefixNode(this, run);
        if (run.Image is { } image) _images.Add(image, child);
        else _texts.Add(child);
        return child;
    }

    /// <summary>The child that shares most leading positions with a run, and how many; null when none shares any.</summary>
    public PrefixNode? Find(PromptRun run, out int shared)
    {
        shared = 0;
        if (run.Image is { } image)
        {
            if (!_images.TryGetValue(image, out var child)) return null;
            shared = child.Run.Length;
            return child;
        }

        PrefixNode? best = null;
        foreach (var text in _texts)
        {
            var common = text.Run.Shared(run);

            // Of two that share as much, one that is the whole run leads on to what follows it.
            if (common < shared || (common == shared && (common < run.Length || text.Run.Length > run.Length))) continue;
            (best, shared) = (text, common);
        }

        return shared == 0 ? null : best;
    }

    /// <summary>The child that is a run, no more and no less.</summary>
    public PrefixNode? FindWhole(PromptRun run) => Find(run, out var shared) is { } child && shared == run.Length && child.Run.Length == shared ? child : null;

    /// <summary>Whether this run is on the way from the root to another.</summary>
    public bool IsOnPathTo(PrefixNode tail)
    {
        var node = tail;
        while (node.Depth > Depth) node = node.Parent!;
        return ReferenceEquals(node, this);
    }

    /// <summary>Removes the node, and then every ancestor, that nothing needs any more.</summary>
    public void Prune()
    {
        for (var node = this;
            node is { Parent: { } parent, IsHeld: false, IsPending: false, Pins: 0 } && node._texts.Count + node._images.Count == 0;
            node = parent)
        {
            // It may have gone before, with a run behind it; its place may be another's by now.
            if (node.Run.Image is not { } image) parent._texts.Remove(node);
            else if (parent._images.TryGetValue(image, out var child) && ReferenceEquals(child, node)) parent._images.Remove(image);
        }
    }
}
