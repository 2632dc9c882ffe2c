namespace Judger;

/// <summary>An answer as a model gave it.</summary>
[GenerateSerializer, Immutable, Alias("judger.ModelAnswer")]
public sealed record ModelAnswer
{
    /// <summary>The text.</summary>
    [Id(0)]
    public required string Text { get; init; }

    /// <summary>Mean natural logarithm of the tokens' probabilities: 0 is certain.</summary>
    [Id(1)]
    public required double MeanLogProbability { get; init; }

    /// <summary>What it cost.</summary>
    [Id(2)]
    public required WorkReport Work { get; init; }

    /// <summary>Its tokens, where <see cref="AnswerOptions.TokenProbabilities"/> asked for them.</summary>
    [Id(3)]
    public IReadOnlyList<AnswerToken>? Tokens { get; init; }

    /// <summary>True when it was cut after the most tokens that it might have.</summary>
    [Id(4)]
    public bool IsTruncated { get; init; }
}
