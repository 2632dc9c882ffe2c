using System.Collections;

namespace Judger.Inference.Constraints.Grammars;

/// <summary>A part of a grammar that others call: the values of one schema. It has a counter of characters or items.</summary>
/// <param name="isContainer">Whether its values nest: objects and arrays.</param>
/// <param name="least">What the counter must have reached at a <see cref="EdgeKind.Close"/> edge.</param>
/// <param name="most">What the counter may reach; <see cref="Unlimited"/> for anything.</param>
internal sealed class Rule(bool isContainer, int least, int most)
{
    public const int Unlimited = int.MaxValue;

    private BitArray? _reachable;
    private int _first;

    public bool IsContainer { get; } = isContainer;

    public int Least { get; } = least;

    public int Most { get; } = most;

    /// <summary>The node where it begins.</summary>
    public int Start { get; set; }

    /// <summary>Counts above this one are the same to the rule.</summary>
    public int Cap => Most == Unlimited ? Least : Most;

    /// <summary>Notes from which nodes and counts its end can be reached, by node and count from a first node on; from all others it can.</summary>
    public void Limit(BitArray reachable, int first) => (_reachable, _first) = (reachable, first);

    /// <summary>Whether the rule's end can be reached from a node with a count.</summary>
    public bool CanEnd(int node, int count) => _reachable is null || node < _first || _reachable[((node - _first) * (Cap + 1)) + count];
}
