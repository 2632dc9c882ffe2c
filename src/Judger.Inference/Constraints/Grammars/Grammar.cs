namespace Judger.Inference.Constraints.Grammars;

/// <summary>
/// What an answer may be, as bytes of UTF-8: rules that call each other, each a finite automaton. It knows no tokens. From every place that an answer can reach
/// there is a way to its end.
/// </summary>
internal sealed class Grammar(Node[] nodes, Rule[] rules, int root)
{
    /// <summary>Most levels of objects and arrays in an answer: what common readers of JSON take.</summary>
    public const int MaxNesting = 32;

    public Node[] Nodes { get; } = nodes;

    public Rule[] Rules { get; } = rules;

    /// <summary>The rule of a whole answer.</summary>
    public int Root { get; } = root;

    /// <summary>Bytes that no edge tells apart have the same class.</summary>
    public ByteClasses Classes { get; } = ByteClasses.Of(nodes);
}
