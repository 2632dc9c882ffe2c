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

    // Splits of a merged file differ in how hard their negative questions are: each has figures of its own, as published ones have.
    private static ScoreDetail Pope(IReadOnlyList<(string Name, List<ScoredAnswer> Answers)> series)
    {
        var rows = series.SelectMany(one => Splits(one.Answers).Select(split => (one.Name, split.Split, Counts: Count(split.Answers)))).ToList();
        return new(
            "pope",
            rows.GroupBy(row => row.Name).ToDictionary(stage => stage.Key, stage => Figures(
                stage.First(row => row.Split is null).Counts,
                stage.Where(row => row.Split is not null).ToDictionary(row => row.Split!, row => Figures(row.Counts)))),
            new(["POPE", "split", "accuracy", "precision", "recall", "F1", "yes ratio", "TP", "FP", "TN", "FN"], [.. rows.Select(row => (IReadOnlyList<string>)[
                row.Name,
                row.Split ?? "all",
                .. new[] { row.Counts.Accuracy, row.Counts.Precision, row.Counts.Recall, row.Counts.F1, row.Counts.YesRatio }.Select(StageTable.Percent),
                $"{row.Counts.TruePositive}", $"{row.Counts.FalsePositive}", $"{row.Counts.TrueNegative}", $"{row.Counts.FalseNegative}"])]));

        static IEnumerable<(string? Split, IEnumerable<ScoredAnswer> Answers)> Splits(List<ScoredAnswer> answers) => answers
            .Where(answer => answer.Category is not null)
            .GroupBy(answer => answer.Category)
            .Select(group => (group.Key, group.AsEnumerable()))
            .Append((null, answers));

        static PopeCounts Count(IEnumerable<ScoredAnswer> answers) => PopeCounts.Of(answers.Select(answer => (answer.Answer, answer.Reference)));

        static Dictionary<string, object> Figures(PopeCounts counts, Dictionary<string, Dictionary<string, object>>? splits = null)
        {
            var figures = new Dictionary<string, object>
            {
                ["accuracy"] = Round(counts.Accuracy),
                ["precision"] = Round(counts.Precision),
                ["recall"] = Round(counts.Recall),
                ["f1"] = Round(counts.F1),
                ["yes_ratio"] = Round(counts.YesRatio),
                ["tp"] = counts.TruePositive,
                ["fp"] = counts.FalsePositive,
                ["tn"] = counts.TrueNegative,
                ["fn"] = counts.FalseNegative,
            };
            if (splits is { Count: > 0 }) figures["splits"] = splits;
            return figures;
        }
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
