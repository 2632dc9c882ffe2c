using Judger.Inference.Errors;

namespace Judger.Inference.Sampling;

/// <summary>How the next token is chosen.</summary>
public sealed record SamplingOptions
{
    internal const double LeastPenalty = 0.01;
    internal const double MostPenalty = 100;

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

    /// <summary>Whether a number can be a <see cref="RepetitionPenalty"/>.</summary>
    internal static bool IsPenalty(double penalty) => penalty is >= LeastPenalty and <= MostPenalty;

    internal void Validate()
    {
        if (RepetitionPenalty is { } penalty && !IsPenalty(penalty))
            throw new SamplingException($"A repetition penalty of {penalty} is not possible: give {LeastPenalty} to {MostPenalty}.");
        if (!(Temperature >= 0 && Temperature <= 2)) throw new SamplingException($"A temperature of {Temperature} is not possible: give 0 to 2.");
        if (!(TopP > 0 && TopP <= 1)) throw new SamplingException($"A top-p of {TopP} is not possible: give more than 0 and at most 1.");
    }
}
