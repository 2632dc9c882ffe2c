namespace Judger.Core.Stages;

/// <summary>How sure a model's first answer must be for another look not to help, as measured on questions whose answers are known.</summary>
/// <param name="SureAbove">
/// An answer whose <see cref="ModelAnswer.Certainty"/> is above this is not looked at again; 0 to 1. Null where looking always helps.
/// </param>
public sealed record LookCalibration(double? SureAbove)
{
    /// <summary>The accuracy that skipping may cost, as a fraction: half a point of a hundred.</summary>
    public const double MaxLoss = 0.005;

    /// <summary>Fits the threshold: the lowest that, like every higher one, costs no more than <see cref="MaxLoss"/> of the questions' scores.</summary>
    /// <param name="answers">
    /// Of each question the certainty of the first answer, 0 to 1, its score and that of the answer after the look, 0 to 1. Certainties that are not numbers
    /// are never skipped.
    /// </param>
    public static LookCalibration Fit(IReadOnlyCollection<(double Certainty, double First, double Looked)> answers)
    {
        ArgumentNullException.ThrowIfNull(answers);
        var ordered = answers.Where(answer => double.IsFinite(answer.Certainty)).OrderByDescending(answer => answer.Certainty).ToList();
        var (lost, threshold) = (0.0, (double?)null);
        for (var i = 0; i < ordered.Count; i++)
        {
            lost += ordered[i].Looked - ordered[i].First;

            // Answers of the same certainty are skipped together or not at all.
            var next = i + 1 < ordered.Count ? ordered[i + 1].Certainty : 0;
            if (next == ordered[i].Certainty) continue;
            if (lost > MaxLoss * answers.Count) break;
            threshold = (ordered[i].Certainty + next) / 2;
        }

        return new(threshold);
    }

    /// <summary>What a threshold would do to questions.</summary>
    /// <param name="answers">As for <see cref="Fit"/>; at least one.</param>
    /// <param name="sureAbove">The threshold.</param>
    /// <returns>The share of questions that are not looked at again, 0 to 1, and the mean score of all.</returns>
    public static (double Skipped, double Score) At(IReadOnlyCollection<(double Certainty, double First, double Looked)> answers, double sureAbove)
    {
        ArgumentNullException.ThrowIfNull(answers);
        return (answers.Average(answer => answer.Certainty > sureAbove ? 1.0 : 0.0),
            answers.Average(answer => answer.Certainty > sureAbove ? answer.First : answer.Looked));
    }
}
