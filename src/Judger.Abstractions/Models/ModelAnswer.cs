using System.Text.Json.Serialization;

namespace Judger;

/// <summary>An answer as a model gave it.</summary>
[GenerateSerializer, Immutable, Alias("judger.ModelAnswer")]
public sealed record ModelAnswer : StageOutcome
{
    /// <summary>The text.</summary>
    [Id(0)]
    public required string Text { get; init; }

    /// <summary>
    /// Mean natural logarithm of the tokens' probabilities: 0 is certain. Of an answer that must fit a schema, the probabilities are those among the tokens
    /// that fit, and tokens that were the only one are left out; see <see cref="IsConstrained"/>.
    /// </summary>
    [Id(1)]
    public required double MeanLogProbability { get; init; }

    /// <summary>Its tokens, where <see cref="AnswerOptions.TokenProbabilities"/> asked for them.</summary>
    [Id(2)]
    public IReadOnlyList<AnswerToken>? Tokens { get; init; }

    /// <summary>True when it was cut at the largest number of tokens that it might have.</summary>
    [Id(3), JsonPropertyName("truncated"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool IsTruncated { get; init; }

    /// <summary>
    /// The most tokens that it might have, where that was fewer than were asked for: the model's context or <see cref="QuestionLimits.MaxAnswerTokens"/>
    /// holds no more. Null where the limit was as asked.
    /// </summary>
    [Id(4), JsonPropertyName("max_tokens"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Limit { get; init; }

    /// <summary>
    /// True when it could only be what <see cref="AnswerOptions.Schema"/> allows: its log-probabilities are then those under that constraint.
    /// </summary>
    [Id(5), JsonPropertyName("constrained"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool IsConstrained { get; init; }

    /// <summary>
    /// Of a first answer: how sure it must be for the model not to look again, 0 to 1, as the model was calibrated. Null where it was not, or for any other
    /// answer.
    /// </summary>
    [Id(6), JsonPropertyName("sure_above"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? SureAbove { get; init; }

    /// <summary>What the request has that the model was not trained on, and that was left out of its prompt.</summary>
    [Id(7), JsonPropertyName("left_out"), JsonConverter(typeof(RequestPartsConverter)), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public RequestParts LeftOut { get; init; }

    /// <summary>
    /// The ids of its tokens, for the next answer to the same question, which mostly begins with them. Null from a silo of an earlier version.
    /// </summary>
    [Id(8), JsonIgnore]
    public IReadOnlyList<int>? TokenIds { get; init; }

    /// <summary>How sure the model is of it: the geometric mean of the tokens' probabilities, 0 to 1.</summary>
    [JsonIgnore]
    public double Certainty => Math.Exp(MeanLogProbability);
}
