using Judger.Cli.Evaluation.Reports;
using Judger.Core.Metrics;
using Spectre.Console;

namespace Judger.Cli.Evaluation.Scoring;

/// <summary>What predictions are worth.</summary>
internal sealed class ScoreReport(string benchmark, IAnswerMetric metric, IReadOnlyList<ScoredAnswer> answers)
{
    private readonly ScoreSummary _score = ScoreSummary.Of([.. answers.Select(answer => answer.Score)], metric.IsProportion);
    private readonly int _missing = answers.Count(answer => answer.Answer is null);

    /// <summary>The report for programs; scores are fractions.</summary>
    public Dictionary<string, object> Describe()
    {
        var report = new Dictionary<string, object>
        {
            ["benchmark"] = benchmark,
            ["metric"] = metric.Name,
            ["questions"] = answers.Count,
            ["missing"] = _missing,
            ["score"] = Math.Round(_score.Mean, 4),
            ["interval"] = new[] { Math.Round(_score.Interval.Low, 4), Math.Round(_score.Interval.High, 4) },
        };
        foreach (var detail in Details()) report[detail.Name] = detail.Json;
        return report;
    }

    public void Print()
    {
        new TextTable(
            ["benchmark", "metric", "count", "score", "95 %"],
            [[benchmark, metric.Name, $"{_score.Count}", StageTable.Percent(_score.Mean), StageTable.Percent(_score.Interval)]]).Print();
        foreach (var detail in Details()) detail.Table.Print();
        if (_missing > 0) AnsiConsole.MarkupLineInterpolated($"{_missing} questions have no prediction and count as wrong.");
    }

    private IEnumerable<ScoreDetail> Details() => ScoreDetail.Of(metric.Name, [("predictions", [.. answers])]);
}
