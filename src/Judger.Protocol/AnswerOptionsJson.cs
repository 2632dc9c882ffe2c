using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Judger.Protocol;

/// <summary>How answers are written; see <see cref="AnswerOptions"/>.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record AnswerOptionsJson
{
    /// <summary>The most tokens of an answer. What the model cannot hold is lowered, and the record says so.</summary>
    [Range(1, int.MaxValue)]
    public int? MaxTokens { get; init; }

    /// <summary>Divides the logits before a token is drawn; 0 takes the most probable one.</summary>
    [Range(0d, 2d), DefaultValue(0d)]
    public double? Temperature { get; init; }

    /// <summary>Draws among the most probable tokens that together have this probability. Above 0.</summary>
    [Range(0d, 1d, MinimumIsExclusive = true), DefaultValue(1d)]
    public double? TopP { get; init; }

    /// <summary>The same seed draws the same tokens.</summary>
    public long? Seed { get; init; }

    /// <summary>Texts that end an answer; they are not part of it. Each has 1 to 64 characters.</summary>
    [MaxLength(QuestionLimits.MaxStops)]
    public IReadOnlyList<string>? Stop { get; init; }

    /// <summary>Whether the tokens of each answer are wanted with their log-probabilities.</summary>
    [DefaultValue(false)]
    public bool? TokenProbabilities { get; init; }

    /// <summary>Draws among this many of the most probable tokens; 0 and -1 for all.</summary>
    [Range(-1, int.MaxValue), DefaultValue(0)]
    public int? TopK { get; init; }

    /// <summary>Draws among the tokens that have at least this part of the largest probability.</summary>
    [Range(0d, 1d), DefaultValue(0d)]
    public double? MinP { get; init; }

    /// <summary>Taken from a token's logit for each time that the answer has it already.</summary>
    [Range(-2d, 2d), DefaultValue(0d)]
    public double? FrequencyPenalty { get; init; }

    /// <summary>Taken from a token's logit when the answer has it already.</summary>
    [Range(-2d, 2d), DefaultValue(0d)]
    public double? PresencePenalty { get; init; }

    /// <summary>
    /// Divides the logits above 0 of every token that the prompt or the answer has already, and multiplies those below 0 with it. Absent: the model's own.
    /// </summary>
    [Range(0.01, 100d)]
    public double? RepetitionPenalty { get; init; }

    /// <summary>What is added to the logits of tokens: an object with ids of tokens as names.</summary>
    [JsonConverter(typeof(LogitBiasConverter))]
    public IReadOnlyDictionary<int, double>? LogitBias { get; init; }

    /// <summary>How many of the most probable tokens stand beside each token; where token_probabilities is true.</summary>
    [Range(0, QuestionLimits.MaxTopLogProbabilities), DefaultValue(0), JsonPropertyName("top_logprobs")]
    public int? TopLogProbabilities { get; init; }

    /// <summary>The JSON schema that answers must fit. Absent: answers are words.</summary>
    public JsonElement? Schema { get; init; }

    /// <summary>Whether every property of the schema is written and no others.</summary>
    [DefaultValue(false)]
    public bool? Strict { get; init; }

    /// <summary>The options as JSON; null where all are the default.</summary>
    public static AnswerOptionsJson? Of(AnswerOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var defaults = AnswerOptions.Default;
        return options == defaults ? null : new()
        {
            MaxTokens = options.MaxTokens,
            Temperature = options.Temperature == defaults.Temperature ? null : options.Temperature,
            TopP = options.TopP == defaults.TopP ? null : options.TopP,
            Seed = options.Seed,
            Stop = options.Stop.Count == 0 ? null : options.Stop,
            TokenProbabilities = options.TokenProbabilities ? true : null,
            TopK = NotDefault(options.TopK),
            MinP = NotDefault(options.MinP),
            FrequencyPenalty = NotDefault(options.FrequencyPenalty),
            PresencePenalty = NotDefault(options.PresencePenalty),
            RepetitionPenalty = options.RepetitionPenalty,
            LogitBias = options.LogitBias,
            TopLogProbabilities = NotDefault(options.TopLogProbabilities),
            Schema = options.Schema is { } schema ? SchemaJson.Parse(schema.Text) : null,
            Strict = options.Schema?.IsStrict == true ? true : null,
        };
    }

    /// <summary>The options, defaults for what is not given.</summary>
    public AnswerOptions Read()
    {
        var defaults = AnswerOptions.Default;
        return new()
        {
            MaxTokens = MaxTokens,
            Temperature = Temperature ?? defaults.Temperature,
            TopP = TopP ?? defaults.TopP,
            Seed = Seed,
            Stop = Stop ?? defaults.Stop,
            TokenProbabilities = TokenProbabilities ?? defaults.TokenProbabilities,
            TopK = TopK == -1 ? 0 : TopK ?? 0,
            MinP = MinP ?? 0,
            FrequencyPenalty = FrequencyPenalty ?? 0,
            PresencePenalty = PresencePenalty ?? 0,
            RepetitionPenalty = RepetitionPenalty,
            LogitBias = LogitBias,
            TopLogProbabilities = TopLogProbabilities ?? 0,
            Schema = Schema is { ValueKind: not JsonValueKind.Null } schema ? new(SchemaJson.Compact(schema), Strict ?? false) : null,
        };
    }

    private static T? NotDefault<T>(T value)
        where T : struct, IEquatable<T> => value.Equals(default) ? null : value;
}
