using Judger.Cli.Evaluation.Reports;
using Judger.Core.Metrics;
using Spectre.Console;

namespace Judger.Cli.Evaluation.Scoring;

/// <summary>What predictions are worth.</summary>
/// <param name="benchmark">The benchmark's name.</param>
/// <param name="metric">The metric that the answers were scored by.</param>
/// <param name="answers">The answers.</param>
/// <param name="warnings">What a reader must know to understand the score.</param>
internal sealed class ScoreReport(string benchmark, IAnswerMetric metric, IReadOnlyList<ScoredAnswer> answers, IReadOnlyList<string> warnings)
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
            ["rule"] = metric.Rule,
            ["warnings"] = warnings,
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
        AnsiConsole.MarkupLineInterpolated($"metric {metric.Name}: {metric.Rule}");
        foreach (var warning in warnings) AnsiConsole.MarkupLineInterpolated($"[yellow]warning[/]: {warning}");
        if (_missing > 0) AnsiConsole.MarkupLineInterpolated($"{_missing} questions have no prediction and count as wrong.");
    }

    private IEnumerable<ScoreDetail> Details() => ScoreDetail.Of(metric.Name, [("predictions", [.. answers])]);
}
