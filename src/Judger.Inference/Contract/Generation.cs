using Judger.Inference.Vision;

namespace Judger.Inference.Contract;

/// <summary>What one pass gave.</summary>
public sealed record Generation
{
    /// <summary>The answer as text, without the end-of-sequence token.</summary>
    public required string Text { get; init; }

    /// <summary>The answer's tokens in order, without the end-of-sequence token.</summary>
    public required IReadOnlyList<AnswerToken> Tokens { get; init; }

    /// <summary>
    /// Attention of the last prompt token to the attended image at the manifest's layer, where it was asked for: one probability for each of the image's
    /// tokens (<see cref="ImageLayout"/>), softmax over all keys, mean over heads.
    /// </summary>
    public float[]? AttentionRow { get; init; }

    /// <summary>For each candidate of the request, the natural logarithm of its first token's probability at the first generated position.</summary>
    public required IReadOnlyList<double> CandidateLogProbabilities { get; init; }

    /// <summary>
    /// Raw logits <c>[vocabulary]</c> of every generated position where they were asked for, the one that ended the answer included; with no token to
    /// generate, those of the last prompt position. Empty where they were not asked for.
    /// </summary>
    public IReadOnlyList<float[]> Logits { get; init; } = [];

    /// <summary>
    /// Most tokens that might be generated: as many as were asked for, or fewer where the context holds no more. Null where the engine does not say.
    /// </summary>
    public int? MaxNewTokens { get; init; }

    /// <summary>Why generation ended.</summary>
    public required StopReason Stop { get; init; }

    /// <summary>The work that was done for this request.</summary>
    public required WorkCount Work { get; init; }

    /// <summary>Where the time went.</summary>
    public required PhaseTimes Times { get; init; }
}
