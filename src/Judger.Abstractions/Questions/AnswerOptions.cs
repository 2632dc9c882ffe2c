namespace Judger;

/// <summary>How the model writes its answers, in every stage.</summary>
[GenerateSerializer, Immutable, Alias("judger.AnswerOptions")]
public sealed record AnswerOptions
{
    /// <summary>Greedy, as long as the model's manifest allows.</summary>
    public static AnswerOptions Default { get; } = new();

    /// <summary>
    /// Most tokens of an answer. <value>At least 1; null (default) for the manifest's, or <see cref="QuestionLimits.SchemaTokens"/> where that is more and the
    /// answer has a <see cref="Schema"/>.</value> What is above <see cref="QuestionLimits.MaxAnswerTokens"/>, or
    /// above what the model's context holds beside the prompt, is lowered to that; <see cref="ModelAnswer.Limit"/> then says so.
    /// </summary>
    [Id(0)]
    public int? MaxTokens { get; init; }

    /// <summary>Divides the logits before a token is drawn; 0 takes the most probable one. <value>0 to 2, default 0.</value></summary>
    [Id(1)]
    public double Temperature { get; init; }

    /// <summary>Draws among the most probable tokens that together have this probability. <value>Above 0 to 1, default 1.</value></summary>
    [Id(2)]
    public double TopP { get; init; } = 1;

    /// <summary>The same seed draws the same tokens.</summary>
    [Id(3)]
    public long? Seed { get; init; }

    /// <summary>Texts that end an answer; they are not part of it. <value>At most 4 of at most 64 characters.</value></summary>
    [Id(4)]
    public IReadOnlyList<string> Stop { get; init; } = [];

    /// <summary>Whether <see cref="ModelAnswer.Tokens"/> is wanted.</summary>
    [Id(5)]
    public bool TokenProbabilities { get; init; }

    /// <summary>What each answer must fit, the baseline answer included. <value>Default: null, answers are words.</value></summary>
    [Id(6)]
    public AnswerSchema? Schema { get; init; }

    /// <summary>The same content is equal, the texts of <see cref="Stop"/> included.</summary>
    public bool Equals(AnswerOptions? other) => other is not null
        && (MaxTokens, Temperature, TopP, Seed, TokenProbabilities) == (other.MaxTokens, other.Temperature, other.TopP, other.Seed, other.TokenProbabilities)
        && Schema == other.Schema
        && Stop.SequenceEqual(other.Stop, StringComparer.Ordinal);

    public override int GetHashCode() => HashCode.Combine(MaxTokens, Temperature, TopP, Seed, Stop.Count, TokenProbabilities, Schema);
}
