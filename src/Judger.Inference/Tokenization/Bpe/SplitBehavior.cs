namespace Judger.Inference.Tokenization.Bpe;

/// <summary>What becomes of a match at which a text is cut.</summary>
internal enum SplitBehavior
{
    /// <summary>It is left out.</summary>
    Removed,

    /// <summary>It is a word of its own.</summary>
    Isolated,

    /// <summary>It ends the word before it.</summary>
    MergedWithPrevious,

    /// <summary>It begins the word behind it.</summary>
    MergedWithNext,

    /// <summary>Matches side by side are one word.</summary>
    Contiguous,
}
