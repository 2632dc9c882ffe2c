using System.Collections.ObjectModel;
using Judger.Inference.Errors;

namespace Judger.Inference.Sampling;

/// <summary>How the next token is chosen.</summary>
public sealed record SamplingOptions
{
    /// <summary>Bounds of a <see cref="RepetitionPenalty"/>.</summary>
    public const double LeastPenalty = 0.01;

    /// <inheritdoc cref="LeastPenalty"/>
    public const double MostPenalty = 100;

    /// <summary>Always the most probable token.</summary>
    public static SamplingOptions Greedy { get; } = new();

    /// <summary>Divides the logits before the draw; 0 takes the most probable token. <value>0 to 2, default 0.</value></summary>
    public double Temperature { get; init; }

    /// <summary>
    /// Draws among the most probable tokens that together have this probability (nucleus sampling, arXiv 1904.09751). <value>Above 0 to 1, default 1.</value>
    /// </summary>
    public double TopP { get; init; } = 1;

    /// <summary>The same seed with the same request draws the same tokens; without one each request draws its own.</summary>
    public long? Seed { get; init; }

    /// <summary>
    /// Divides the logits above 0 of every token that the prompt or the answer has already, and multiplies those below 0 with it (CTRL, arXiv 1909.05858), as
    /// transformers does. 1 changes nothing. <value>0.01 to 100, default: the model's own, which is 1 where its checkpoint names none.</value>
    /// </summary>
    public double? RepetitionPenalty { get; init; }

    /// <summary>
    /// Draws among this many of the most probable tokens, and those that are as probable as the last of them. <value>0 (default) for all.</value>
    /// </summary>
    public int TopK { get; init; }

    /// <summary>
    /// Draws among the tokens that have at least this part of the largest probability, both at the temperature (arXiv 2407.01082). <value>0 to 1, default
    /// 0.</value>
    /// </summary>
    public double MinP { get; init; }

    /// <summary>Taken from a token's logit for each time that the answer has it already. <value>-2 to 2, default 0.</value></summary>
    public double FrequencyPenalty { get; init; }

    /// <summary>Taken from a token's logit when the answer has it already. <value>-2 to 2, default 0.</value></summary>
    public double PresencePenalty { get; init; }

    /// <summary>Added to the logits of tokens, by their ids. <value>-100 to 100 each; default: null, none.</value></summary>
    public IReadOnlyDictionary<int, double>? LogitBias { get; init; }

    /// <summary>Whether a number can be a <see cref="RepetitionPenalty"/>.</summary>
    public static bool IsPenalty(double penalty) => penalty is >= LeastPenalty and <= MostPenalty;

    internal void Validate()
    {
        if (RepetitionPenalty is { } penalty && !IsPenalty(penalty)) throw Refused("repetition penalty", penalty, $"{LeastPenalty} to {MostPenalty}");
        if (Temperature is not (>= 0 and <= 2)) throw Refused("temperature", Temperature, "0 to 2");
        if (TopP is not (> 0 and <= 1)) throw Refused("top-p", TopP, "more than 0 and at most 1");
        if (TopK < 0) throw Refused("top-k", TopK, "0 or more");
        if (MinP is not (>= 0 and <= 1)) throw Refused("min-p", MinP, "0 to 1");
        if (FrequencyPenalty is not (>= -2 and <= 2)) throw Refused("frequency penalty", FrequencyPenalty, "-2 to 2");
        if (PresencePenalty is not (>= -2 and <= 2)) throw Refused("presence penalty", PresencePenalty, "-2 to 2");
        foreach (var (_, bias) in LogitBias ?? ReadOnlyDictionary<int, double>.Empty)
        {
            if (bias is not (>= -100 and <= 100)) throw Refused("logit bias", bias, "-100 to 100");
        }
    }

    private static SamplingException Refused(string option, double value, string range) =>
        new(FormattableString.Invariant($"A {option} of {value} is not possible: give {range}."));
}
