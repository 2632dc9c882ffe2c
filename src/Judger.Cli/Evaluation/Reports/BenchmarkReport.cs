using System.Globalization;
using Judger.Cli.Evaluation.Runs;
using Judger.Core.Metrics;
using Spectre.Console;

namespace Judger.Cli.Evaluation.Reports;

/// <summary>What a run found: stages with intervals, the benchmark's own figures, and what failed.</summary>
/// <param name="settings">The run's settings.</param>
/// <param name="records">What the run keeps of each question.</param>
/// <param name="missing">Questions that were skipped because their image is missing.</param>
/// <param name="warnings">What a reader must know to understand the scores.</param>
internal sealed class BenchmarkReport(RunSettings settings, IReadOnlyList<BenchmarkRecord> records, int missing, IReadOnlyList<string> warnings)
{
    private const int MostErrors = 5;

    private readonly List<StageRow> _rows = Rows(settings, records);
    private readonly ExpertSpending? _cost = Cost(records);
    private readonly List<BenchmarkRecord> _failed = [.. records.Where(record => record.Error is not null)];

    /// <summary>How many questions there are.</summary>
    public int Questions => records.Count;

    /// <summary>Why questions failed, one message for each that did.</summary>
    public IReadOnlyList<string> Failures => [.. _failed.Select(record => record.Error!)];

    private string Rule => AnswerMetrics.ByName[settings.Metric].Rule;

    /// <summary>The report for programs; scores are fractions.</summary>
    public Dictionary<string, object?> Describe()
    {
        var report = new Dictionary<string, object?>
        {
            ["benchmark"] = settings.Benchmark,
            ["metric"] = settings.Metric,
            ["rule"] = Rule,
            ["warnings"] = warnings,
            ["model"] = settings.Model,
            ["expert"] = settings.Expert,
            ["policy"] = settings.Policy,
            ["questions"] = records.Count,
            ["failed"] = _failed.Count,
            ["cut_short"] = records.Count(record => record.CutShort),
            ["images_missing"] = missing,
            ["stages"] = _rows.ToDictionary(row => row.Stage, row => row.Describe()),
        };
        if (_cost is { } cost) report["expert_cost"] = new { cost.Requests, cost.InputTokens, cost.OutputTokens, cost.Dollars };
        if (Look is { } look) report["look"] = look.Describe();
        foreach (var (name, value) in Details().Select(detail => (detail.Name, detail.Json))) report[name] = value;
        report["errors"] = Errors();
        return report;
    }

    public void Print()
    {
        AnsiConsole.MarkupLineInterpolated($"[bold]{settings.Benchmark}[/]: {Headline()}");
        StageTable.Of(_rows).Print();
        foreach (var detail in Details()) detail.Table.Print();
        if (Look is { } look)
        {
            AnsiConsole.WriteLine($"{LookCurve.Title}:");
            look.ToTable().Print();
        }

        foreach (var error in Errors()) AnsiConsole.MarkupLineInterpolated($"[red]failed[/] {error}");
        AnsiConsole.WriteLine(StageTable.Legend);
        AnsiConsole.WriteLine($"metric {settings.Metric}: {Rule}");
        foreach (var warning in warnings) AnsiConsole.MarkupLineInterpolated($"[yellow]warning[/]: {warning}");
    }

    public string ToMarkdown()
    {
        var tables = Details().Select(detail => detail.Table).Prepend(StageTable.Of(_rows)).Select(table => table.ToMarkdown());
        var notes = string.Concat(Errors().Select(error => $"* failed: {error}\n").Concat(warnings.Select(warning => $"* warning: {warning}\n")));
        return string.Join(
            '\n', [
                $"# {settings.Benchmark}\n",
                $"{Headline()}\n",
                .. tables,
                .. Look is { } look ? (string[])[$"{LookCurve.Title}:\n", look.ToTable().ToMarkdown()] : [],
                .. notes.Length > 0 ? (string[])[notes] : [],
                $"{StageTable.Legend}\n",
                $"Metric {settings.Metric}: {Rule}\n",
            ]);
    }

    /// <summary>What skipping would do, of the questions that have both answers; null where no stage looks, or nothing is left.</summary>
    private LookCurve? Look
    {
        get
        {
            var answers = records
                .Where(record => record is { Certainty: not null, CutShort: false }
                    && record.Stages.ContainsKey(StageName.Baseline) && record.Stages.ContainsKey(StageName.Crop))
                .Select(record => (record.Certainty!.Value, record.Stages[StageName.Baseline].Score, record.Stages[StageName.Crop].Score))
                .ToList();
            return answers.Count > 0 ? new(answers) : null;
        }
    }

    private static List<StageRow> Rows(RunSettings settings, IReadOnlyList<BenchmarkRecord> records)
    {
        var questions = records.Select(record => record.Evaluated(settings.Stages)).ToList();
        var isProportion = AnswerMetrics.ByName[settings.Metric].IsProportion;
        return [.. settings.Stages.Select(stage => StageRow.Of(questions, stage, isProportion, Against(stage)))];

        string? Against(string stage) => stage switch
        {
            StageName.Judged when settings.Stages.Contains(StageName.Crop) => StageName.Crop,
            not StageName.Baseline when settings.Stages.Contains(StageName.Baseline) => StageName.Baseline,
            _ => null,
        };
    }

    private string Headline()
    {
        var judges = settings.IsJudged ? $"expert {settings.Expert}, policy {settings.Policy}" : "no judgments";
        var text = $"{records.Count} questions, metric {settings.Metric}, "
            + $"{(settings.Model.Length > 0 ? $"model {settings.Model}" : "the cluster's model")}, {judges}.";
        if (_failed.Count > 0) text += $" {_failed.Count} failed and count as wrong.";
        if (records.Count(record => record.CutShort) is > 0 and var cut) text += $" {cut} were cut short by their time budget.";
        if (_cost is { } cost)
        {
            var dollars = cost.Dollars is { } price ? $", ${price:F2}" : "";
            text += string.Create(
                CultureInfo.InvariantCulture,
                $" The expert took {cost.Requests} requests, {cost.InputTokens} input tokens and {cost.OutputTokens} output tokens{dollars}.");
        }

        return missing > 0 ? $"{text} {missing} were skipped because their image is missing." : text;
    }

    private static ExpertSpending? Cost(IReadOnlyList<BenchmarkRecord> records) => records
        .Select(record => record.Spending)
        .OfType<ExpertSpending>()
        .Aggregate((ExpertSpending?)null, (sum, spent) => (sum ?? default) + spent);

    private List<string> Errors()
    {
        var errors = _failed.Take(MostErrors).Select(record => $"{record.Id}: {record.Error}").ToList();
        if (_failed.Count > MostErrors) errors.Add($"and {_failed.Count - MostErrors} more, in records.jsonl");
        return errors;
    }

    private IEnumerable<ScoreDetail> Details() => ScoreDetail.Of(
        settings.Metric,
        settings.Stages
            .Select(stage => (stage, records
                .Select(record => new ScoredAnswer(
                    record.Image,
                    record.Category,
                    record.Reference,
                    record.Stages.GetValueOrDefault(stage)?.Answer,
                    record.Stages.GetValueOrDefault(stage)?.Score ?? 0))
                .ToList()))
            .ToList());
}
