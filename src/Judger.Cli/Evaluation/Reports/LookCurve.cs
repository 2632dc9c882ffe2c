using System.Globalization;
using Judger.Core.Stages;

namespace Judger.Cli.Evaluation.Reports;

/// <summary>What questions would gain and lose if a first answer that is sure enough were not looked at again, threshold by threshold.</summary>
/// <param name="answers">Of each question the certainty of the first answer, 0 to 1, its score and that of the answer after the look, 0 to 1; at least
/// one.</param>
internal sealed class LookCurve(IReadOnlyCollection<(double Certainty, double First, double Looked)> answers)
{
    /// <summary>What stands above the table.</summary>
    public const string Title = "Where a first answer that is sure is not looked at again (look: auto)";

    // Above one nothing is skipped: what all others are held against.
    private static readonly double[] Thresholds = [1, 0.99, 0.97, 0.95, 0.9, 0.8, 0.7, 0.6, 0.5, 0];

    private readonly List<(double SureAbove, double Skipped, double Score)> _points =
    [
        .. Thresholds.Select(threshold => (threshold, At: LookCalibration.At(answers, threshold)))
            .Select(point => (point.threshold, point.At.Skipped, point.At.Score)),
    ];

    /// <summary>For programs; shares and scores are fractions.</summary>
    public object Describe() => new
    {
        answers = answers.Count,
        fitted_sure_above = LookCalibration.Fit(answers).SureAbove is { } fitted ? Math.Round(fitted, 4) : (double?)null,
        curve = _points.Select(point => new
        {
            sure_above = point.SureAbove,
            skipped = Math.Round(point.Skipped, 4),
            score = Math.Round(point.Score, 4),
        }),
    };

    public TextTable ToTable() => new(
        ["sure above", "not looked at", "score", "change in points"],
        [.. _points.Select(point => (IReadOnlyList<string>)
            [
                point.SureAbove.ToString("F2", CultureInfo.InvariantCulture),
                point.Skipped.ToString("P1", CultureInfo.InvariantCulture),
                (100 * point.Score).ToString("F2", CultureInfo.InvariantCulture),
                (100 * (point.Score - _points[0].Score)).ToString("+0.00;-0.00;0.00", CultureInfo.InvariantCulture),
            ])]);
}
