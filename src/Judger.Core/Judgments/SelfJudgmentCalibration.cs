using Judger.Core.Metrics;

namespace Judger.Core.Judgments;

/// <summary>What a model's judgment of its own answers is worth, as measured on answers of which the truth is known.</summary>
/// <param name="Threshold">
/// The probability that the answer is right, above 0 and at most 1, below which a rejection is more often right than wrong. Null where there is none: the
/// judgment does not help.
/// </param>
public sealed record SelfJudgmentCalibration(double? Threshold)
{
    /// <summary>Fits the threshold.</summary>
    /// <param name="answers">The model's probability that its answer is right, 0 to 1, and whether it is. Probabilities that are not numbers are left
    /// out.</param>
    /// <returns>
    /// The threshold that rejects the most wrong answers net of right ones, among those for which the 95 % interval (Wilson) of a rejection's being right lies
    /// above one half. A plain majority would be found by chance in any sample, since the best of many thresholds is taken.
    /// </returns>
    public static SelfJudgmentCalibration Fit(IEnumerable<(double Probability, bool IsRight)> answers)
    {
        ArgumentNullException.ThrowIfNull(answers);
        (double Probability, bool IsRight)[] ordered =
            [.. answers.Where(answer => double.IsFinite(answer.Probability)).OrderBy(answer => answer.Probability)];
        var (wrong, best, threshold) = (0, 0, (double?)null);
        for (var i = 0; i < ordered.Length; i++)
        {
            if (!ordered[i].IsRight) wrong++;

            // Answers of the same probability are rejected together or not at all.
            if (i + 1 < ordered.Length && ordered[i + 1].Probability == ordered[i].Probability) continue;
            var (rejected, net) = (i + 1, (2 * wrong) - (i + 1));
            if (net <= best || WilsonInterval.Of(wrong, rejected).Low <= 0.5) continue;

            // Half-way to the next answer: nothing was seen between, and both sides get their share of it.
            var next = i + 1 < ordered.Length ? ordered[i + 1].Probability : 1;
            (best, threshold) = (net, (ordered[i].Probability + next) / 2);
        }

        return new(threshold);
    }
}
