namespace Judger.Inference.Constraints.Grammars;

/// <summary>What an edge does with its rule's counter.</summary>
internal enum EdgeKind : byte
{
    /// <summary>Nothing.</summary>
    Plain,

    /// <summary>Counts one more, which the rule's most allows or not.</summary>
    Count,

    /// <summary>Can be taken only once the rule's least is reached.</summary>
    Close,
}
