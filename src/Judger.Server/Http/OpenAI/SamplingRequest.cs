using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Judger.Inference.Sampling;

namespace Judger.Server.Http.OpenAI;

/// <summary>How tokens are chosen: what requests of both of OpenAI's APIs may say, with parameters of vLLM.</summary>
internal abstract record SamplingRequest
{
    /// <summary>Most of a penalty, and its negative the least.</summary>
    public const double MostPenalty = 2;

    /// <summary>Most of a bias, and its negative the least.</summary>
    public const double MostBias = 100;

    /// <summary>Most of a temperature.</summary>
    public const double MostTemperature = 2;

    /// <summary>Divides the logits before a token is drawn; 0 takes the most probable one.</summary>
    [Range(0, MostTemperature), DefaultValue(0d)]
    public double? Temperature { get; init; }

    /// <summary>Draws among the most probable tokens that together have this probability. Above 0.</summary>
    [Range(0d, 1d, MinimumIsExclusive = true), DefaultValue(1d)]
    public double? TopP { get; init; }

    /// <summary>Draws among this many of the most probable tokens; 0 and -1 for all.</summary>
    [Range(-1, int.MaxValue), DefaultValue(0)]
    public int? TopK { get; init; }

    /// <summary>Draws among the tokens that have at least this part of the largest probability.</summary>
    [Range(0d, 1d), DefaultValue(0d)]
    public double? MinP { get; init; }

    /// <summary>Taken from a token's logit for each time that the answer has it already.</summary>
    [Range(-MostPenalty, MostPenalty), DefaultValue(0d)]
    public double? FrequencyPenalty { get; init; }

    /// <summary>Taken from a token's logit when the answer has it already.</summary>
    [Range(-MostPenalty, MostPenalty), DefaultValue(0d)]
    public double? PresencePenalty { get; init; }

    /// <summary>
    /// Divides the logits above 0 of every token that the prompt or the answer has already, and multiplies those below 0 with it. Absent: the model's own.
    /// </summary>
    [Range(SamplingOptions.LeastPenalty, SamplingOptions.MostPenalty)]
    public double? RepetitionPenalty { get; init; }

    /// <summary>Added to the logits of tokens: an object with ids of tokens as names, such as <c>42</c>, and -100 to 100 as values.</summary>
    [JsonConverter(typeof(LogitBiasConverter))]
    public IReadOnlyDictionary<int, double>? LogitBias { get; init; }

    /// <summary>The same seed draws the same tokens.</summary>
    public long? Seed { get; init; }

    /// <summary>Whether the tokens of the answer are wanted with their log-probabilities.</summary>
    [DefaultValue(false)]
    public bool? Logprobs { get; init; }

    /// <summary>How many of the most probable tokens stand beside each token, where log-probabilities are wanted.</summary>
    [Range(0, QuestionLimits.MaxTopLogProbabilities), DefaultValue(0)]
    public int? TopLogprobs { get; init; }
}
