namespace Judger.Inference.Constraints.Grammars;

/// <summary>A place in a rule.</summary>
internal sealed class Node(int rule)
{
    /// <summary>Stands for a node from which the rule's end cannot be reached.</summary>
    public const int Never = int.MaxValue;

    /// <summary>The rule's index.</summary>
    public int Rule { get; } = rule;

    /// <summary>The ways that read a byte.</summary>
    public Edge[] Edges { get; set; } = [];

    /// <summary>Nodes that are reached without reading.</summary>
    public int[] Empty { get; set; } = [];

    /// <summary>A rule that is read here; -1 for none.</summary>
    public int Called { get; set; } = -1;

    /// <summary>The node that follows the called rule.</summary>
    public int Return { get; set; } = -1;

    /// <summary>Whether the rule ends here.</summary>
    public bool IsEnd { get; set; }

    /// <summary>Whether this is the place between two characters of a string that may hold any; see <see cref="Vocabularies.TokenTrie"/>.</summary>
    public bool IsStringBody { get; set; }

    /// <summary>The fewest further levels of containers with which the rule's end is reached; <see cref="Never"/> where it is not.</summary>
    public int Need { get; set; } = Never;
}
