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

    /// <summary>
    /// Divides the logits before a token is drawn; 0 takes the most probable one. What changes logits comes in this order: <see cref="Schema"/>, <see
    /// cref="LogitBias"/>, <see cref="RepetitionPenalty"/>, <see cref="FrequencyPenalty"/> and <see cref="PresencePenalty"/>, the temperature,
    /// <see cref="MinP"/>, <see cref="TopK"/>, <see cref="TopP"/>. <value>0 to 2, default 0.</value>
    /// </summary>
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

    /// <summary>
    /// Draws among this many of the most probable tokens, and those that are as probable as the last of them. <value>0 (default) for all.</value>
    /// </summary>
    [Id(7)]
    public int TopK { get; init; }

    /// <summary>Draws among the tokens that have at least this part of the largest probability. <value>0 to 1, default 0.</value></summary>
    [Id(8)]
    public double MinP { get; init; }

    /// <summary>Taken from a token's logit for each time that the answer has it already. <value>-2 to 2, default 0.</value></summary>
    [Id(9)]
    public double FrequencyPenalty { get; init; }

    /// <summary>Taken from a token's logit when the answer has it already. <value>-2 to 2, default 0.</value></summary>
    [Id(10)]
    public double PresencePenalty { get; init; }

    /// <summary>
    /// Divides the logits above 0 of every token that the prompt or the answer has already, and multiplies those below 0 with it. 1 changes nothing.
    /// <value>0.01 to 100; null (default) for the model's own, as its checkpoint has it.</value>
    /// </summary>
    [Id(11)]
    public double? RepetitionPenalty { get; init; }

    /// <summary>
    /// Added to the logits of tokens, by their ids in the model's vocabulary. <value>At most <see cref="QuestionLimits.MaxLogitBias"/>, -100 to 100 each; null
    /// (default) for none.</value>
    /// </summary>
    [Id(12)]
    public IReadOnlyDictionary<int, double>? LogitBias
    {
        get;

        // As a type that travels, whatever was given. An empty one is none.
        init => field = value is { Count: > 0 } ? new Dictionary<int, double>(value) : null;
    }

    /// <summary>
    /// How many of the most probable tokens <see cref="AnswerToken.Top"/> has, where <see cref="TokenProbabilities"/> are wanted. <value>0 (default) to
    /// <see cref="QuestionLimits.MaxTopLogProbabilities"/>.</value>
    /// </summary>
    [Id(13)]
    public int TopLogProbabilities { get; init; }

    /// <summary>The same content is equal, the texts of <see cref="Stop"/> included.</summary>
    public bool Equals(AnswerOptions? other) => other is not null
        && (MaxTokens, Temperature, TopP, Seed, TokenProbabilities) == (other.MaxTokens, other.Temperature, other.TopP, other.Seed, other.TokenProbabilities)
        && (TopK, MinP, TopLogProbabilities) == (other.TopK, other.MinP, other.TopLogProbabilities)
        && (FrequencyPenalty, PresencePenalty, RepetitionPenalty) == (other.FrequencyPenalty, other.PresencePenalty, other.RepetitionPenalty)
        && Schema == other.Schema
        && Stop.SequenceEqual(other.Stop, StringComparer.Ordinal)
        && AreSame(LogitBias, other.LogitBias);

    public override int GetHashCode() => HashCode.Combine(
        MaxTokens, Temperature, TopP, Seed, Stop.Count, TokenProbabilities, Schema, HashCode.Combine(TopK, MinP, FrequencyPenalty, PresencePenalty));

    private static bool AreSame(IReadOnlyDictionary<int, double>? one, IReadOnlyDictionary<int, double>? other) => one is null || other is null
        ? ReferenceEquals(one, other)
        : one.Count == other.Count && one.All(bias => other.TryGetValue(bias.Key, out var value) && value.Equals(bias.Value));
}
