using System.Diagnostics;
using Judger.Inference.Scheduling;

namespace Judger.Inference.Kv;

/// <summary>
/// A place for one running sequence: a part of the KV cache, and what its leading positions hold, which are the runs from the tree's root to <see
/// cref="Tail"/>. A lane keeps what it holds when its sequence has ended, so that the next one can continue behind what both share. Used under the
/// scheduler's lock only.
/// </summary>
internal sealed class Lane(int index, PrefixNode root)
{
    public int Index { get; } = index;

    /// <summary>The last run whose keys and values are in the lane.</summary>
    public PrefixNode Tail { get; private set; } = root;

    /// <summary>The sequence that writes into the lane, if any.</summary>
    public Sequence? Owner { get; set; }

    /// <summary>Readers of the leading positions; as long as there are any, the lane stays as it is.</summary>
    public int Pins { get; set; }

    public long LastUsed { get; set; }

    public bool IsFree => Owner is null && Pins == 0;

    /// <summary>Notes that the run behind the tail is in the lane now.</summary>
    public void Advance(PrefixNode node)
    {
        Debug.Assert(ReferenceEquals(node.Parent, Tail), "A lane holds its runs in the order of the tree.");
        node.Lanes++;
        Tail = node;
    }

    /// <summary>Gives up all runs behind one of its own.</summary>
    public void Rewind(PrefixNode node)
    {
        while (!ReferenceEquals(Tail, node))
        {
            var lost = Tail;
            Tail = lost.Parent!;
            lost.Lanes--;
            lost.Prune();
        }
    }

    /// <summary>How many of some runs, in order from the root, are in the lane.</summary>
    public int Held(IReadOnlyList<PrefixNode> path)
    {
        var held = 0;
        while (held < path.Count && path[held].IsOnPathTo(Tail)) held++;
        return held;
    }
}
