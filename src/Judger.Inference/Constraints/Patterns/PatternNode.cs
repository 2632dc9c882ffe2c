namespace Judger.Inference.Constraints.Patterns;

/// <summary>A part of a regular expression.</summary>
internal abstract record PatternNode
{
    /// <summary>One character of a set.</summary>
    public sealed record Character(CodePoints Set) : PatternNode;

    /// <summary>Parts one after the other.</summary>
    public sealed record Sequence(IReadOnlyList<PatternNode> Parts) : PatternNode;

    /// <summary>One of several parts.</summary>
    public sealed record Choice(IReadOnlyList<PatternNode> Parts) : PatternNode;

    /// <summary>A part again and again; without a most where that is null.</summary>
    public sealed record Repeat(PatternNode Part, int Least, int? Most) : PatternNode;

    /// <summary>The beginning of the text.</summary>
    public sealed record Begin : PatternNode;

    /// <summary>The end of the text.</summary>
    public sealed record End : PatternNode;
}
