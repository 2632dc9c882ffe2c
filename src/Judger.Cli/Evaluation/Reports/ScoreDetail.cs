using Judger.Core.Metrics;

namespace Judger.Cli.Evaluation.Reports;

/// <summary>Figures beyond the mean score that a benchmark reports: POPE's ratios, MME's points, scores by category.</summary>
/// <param name="Name">The key in JSON.</param>
/// <param name="Json">The figures for programs.</param>
/// <param name="Table">The figures for people.</param>
internal sealed record ScoreDetail(string Name, object Json, TextTable Table)
{
    /// <summary>The figures that go with a metric.</summary>
    /// <param name="metric">The metric's name.</param>
    /// <param name="series">The answers of each stage, or of one file of predictions.</param>
    public static IEnumerable<ScoreDetail> Of(string metric, IReadOnlyList<(string Name, List<ScoredAnswer> Answers)> series)
    {
        if (metric == "pope") yield return Pope(series);
        if (metric == "mme") yield return Mme(series);
        else if (series[0].Answers.Any(answer => answer.Category is not null)) yield return Categories(AnswerMetrics.ByName[metric].IsProportion, series);
    }

    private static ScoreDetail Pope(IReadOnlyList<(string Name, List<ScoredAnswer> Answers)> series)
    {
        var counts = series.Select(one => (one.Name, Counts: PopeCounts.Of(one.Answers.Select(answer => (answer.Answer, answer.Reference))))).ToList();
        return new(
            "pope",
            counts.ToDictionary(one => one.Name, one => new
            {
                accuracy = Round(one.Counts.Accuracy),
                precision = Round(one.Counts.Precision),
                recall = Round(one.Counts.Recall),
                f1 = Round(one.Counts.F1),
                yes_ratio = Round(one.Counts.YesRatio),
                tp = one.Counts.TruePositive,
                fp = one.Counts.FalsePositive,
                tn = one.Counts.TrueNegative,
                fn = one.Counts.FalseNegative,
            }),
            new(["POPE", "accuracy", "precision", "recall", "F1", "yes ratio", "TP", "FP", "TN", "FN"], [.. counts.Select(one => (IReadOnlyList<string>)[
                one.Name,
                .. new[] { one.Counts.Accuracy, one.Counts.Precision, one.Counts.Recall, one.Counts.F1, one.Counts.YesRatio }.Select(StageTable.Percent),
                $"{one.Counts.TruePositive}", $"{one.Counts.FalsePositive}", $"{one.Counts.TrueNegative}", $"{one.Counts.FalseNegative}"])]));
    }

    private static ScoreDetail Mme(IReadOnlyList<(string Name, List<ScoredAnswer> Answers)> series)
    {
        var scores = series
            .SelectMany(
                one => MmeScore.Of(one.Answers.Select(answer => (answer.Category ?? "", answer.Image, answer.Score))).Select(score => (one.Name, Score: score)))
            .ToList();
        return new(
            "mme",
            scores.GroupBy(one => one.Name).ToDictionary(stage => stage.Key, stage => stage.ToDictionary(
                one => one.Score.Category,
                one => new { accuracy = Round(one.Score.Accuracy), accuracy_plus = Round(one.Score.AccuracyPlus), points = Math.Round(one.Score.Points, 2) })),
            new(["MME", "stage", "accuracy", "accuracy+", "points"], [.. scores.Select(one => (IReadOnlyList<string>)[
                one.Score.Category, one.Name, StageTable.Percent(one.Score.Accuracy), StageTable.Percent(one.Score.AccuracyPlus), $"{one.Score.Points:F2}"])]));
    }

    private static ScoreDetail Categories(bool isProportion, IReadOnlyList<(string Name, List<ScoredAnswer> Answers)> series)
    {
        var scores = series
            .SelectMany(one => one.Answers.GroupBy(answer => answer.Category ?? "(none)").OrderBy(group => group.Key, StringComparer.Ordinal).Select(group => (
                one.Name, Category: group.Key, Score: ScoreSummary.Of([.. group.Select(answer => answer.Score)], isProportion))))
            .ToList();
        return new(
            "categories",
            scores.GroupBy(one => one.Name).ToDictionary(stage => stage.Key, stage => stage.ToDictionary(
                one => one.Category,
                one => new
                {
                    count = one.Score.Count,
                    score = Round(one.Score.Mean),
                    interval = new[] { Round(one.Score.Interval.Low), Round(one.Score.Interval.High) },
                })),
            new(["category", "stage", "count", "score", "95 %"], [.. scores.Select(one => (IReadOnlyList<string>)[
                one.Category, one.Name, $"{one.Score.Count}", StageTable.Percent(one.Score.Mean), StageTable.Percent(one.Score.Interval)])]));
    }

    private static double Round(double value) => Math.Round(value, 4);
}
