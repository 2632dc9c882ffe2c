using System.Text.Json;
using System.Text.Json.Serialization;

namespace Judger.Protocol;

/// <summary>How answers are written; see <see cref="AnswerOptions"/>.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record AnswerOptionsJson
{
    public int? MaxTokens { get; init; }

    public double? Temperature { get; init; }

    public double? TopP { get; init; }

    public long? Seed { get; init; }

    public IReadOnlyList<string>? Stop { get; init; }

    public bool? TokenProbabilities { get; init; }

    /// <summary>-1 is 0, all tokens, as with vLLM.</summary>
    public int? TopK { get; init; }

    public double? MinP { get; init; }

    public double? FrequencyPenalty { get; init; }

    public double? PresencePenalty { get; init; }

    public double? RepetitionPenalty { get; init; }

    /// <summary>What is added to the logits of tokens: an object with ids of tokens as names.</summary>
    [JsonConverter(typeof(LogitBiasConverter))]
    public IReadOnlyDictionary<int, double>? LogitBias { get; init; }

    /// <summary>How many of the most probable tokens stand beside each token; for <see cref="TokenProbabilities"/>.</summary>
    [JsonPropertyName("top_logprobs")]
    public int? TopLogProbabilities { get; init; }

    /// <summary>The JSON schema that answers must fit. Absent: answers are words.</summary>
    public JsonElement? Schema { get; init; }

    /// <summary>Whether every property of <see cref="Schema"/> is written and no others.</summary>
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
