using Judger.Cli.Evaluation.Reports;
using Judger.TinyModel.World;
using Spectre.Console;

namespace Judger.Cli.Evaluation;

/// <summary>Right answers by kind and stage, hits of the box, and times.</summary>
internal sealed class SignsReport(IReadOnlyList<SignsResult> results, int count, TimeSpan elapsed)
{
    /// <summary>The report for programs; accuracies are fractions.</summary>
    public Dictionary<string, object> Describe() => new()
    {
        ["count"] = count,
        ["kinds"] = ByKind().ToDictionary(kind => kind.Name, kind => Describe(kind.Rows)),
        ["stages"] = Rows(results).ToDictionary(row => row.Stage, row => row.Describe()),
        ["look"] = Look.Describe(),
        ["box"] = new Dictionary<string, object> { ["hit_rate"] = HitRate },
        ["median_ms"] = MedianTimes(),
        ["seconds"] = Math.Round(elapsed.TotalSeconds, 2),
    };

    public void Print()
    {
        var kinds = ByKind().ToList();
        var stages = kinds.SelectMany(kind => kind.Rows).Select(row => row.Stage).Distinct().ToList();
        new TextTable(
            ["questions", "count", .. stages.Select(stage => stage.Replace('_', ' '))],
            [.. kinds.Select(kind => (IReadOnlyList<string>)[
                kind.Name,
                $"{kind.Rows[0].Score.Count}",
                .. stages.Select(stage => kind.Rows.FirstOrDefault(row => row.Stage == stage) is { } row ? $"{row.Score.Mean:F3}" : ""),
            ])])
            .Print();
        AnsiConsole.MarkupLineInterpolated(
            $"The box holds the asked digit in {HitRate:F3} of the fine questions. {count} scenes, {elapsed.TotalSeconds:F0} s.");
        AnsiConsole.WriteLine("Median ms: " + string.Join(", ", MedianTimes().Select(time => $"{time.Key.Replace('_', ' ')} {time.Value}")));
        AnsiConsole.WriteLine(
            "judged: by the reference expert, which names the right answer when it rejects. judged self: the model judges itself. Both always; refined is the "
            + "answer where nobody judges.");
        AnsiConsole.WriteLine("\nAll kinds together:");
        StageTable.Of(Rows(results)).Print();
        AnsiConsole.WriteLine(StageTable.Legend);
        AnsiConsole.WriteLine($"\n{LookCurve.Title}:");
        Look.ToTable().Print();
    }

    private LookCurve Look => new([.. results.Select(result => (result.Certainty, result.Question.Scores["baseline"], result.Question.Scores["refined"]))]);

    private double HitRate => results.Any(result => result.IsHit is not null)
        ? Math.Round(results.Where(result => result.IsHit is not null).Average(result => result.IsHit!.Value ? 1.0 : 0.0), 4)
        : 0;

    private IEnumerable<(string Name, List<StageRow> Rows)> ByKind() =>
        Enum.GetValues<QuestionKind>().Select(kind => (Name(kind), Rows([.. results.Where(result => result.Kind == kind)])));

    private static List<StageRow> Rows(IReadOnlyList<SignsResult> results)
    {
        var questions = results.Select(result => result.Question).ToList();
        return [.. questions
            .SelectMany(question => question.Scores.Keys)
            .Distinct()
            .Select(stage => StageRow.Of(questions, stage, isProportion: true, Against(stage)))];
    }

    private static string? Against(string stage) => stage switch
    {
        "baseline" => null,
        _ when stage.StartsWith("judged", StringComparison.Ordinal) => "refined",
        _ => "baseline",
    };

    private static Dictionary<string, object> Describe(List<StageRow> rows)
    {
        var kind = new Dictionary<string, object> { ["count"] = rows[0].Score.Count };
        foreach (var row in rows) kind[row.Stage] = Math.Round(row.Score.Mean, 4);
        kind["stages"] = rows.ToDictionary(row => row.Stage, row => row.Describe());
        return kind;
    }

    private Dictionary<string, double> MedianTimes() => results.SelectMany(result => result.Milliseconds).GroupBy(time => time.Key)
        .ToDictionary(group => group.Key, group => Math.Round(group.Select(time => time.Value).Order().ElementAt(group.Count() / 2), 1));

    private static string Name(QuestionKind kind) => kind switch
    {
        QuestionKind.Fine => "fine",
        QuestionKind.Coarse => "coarse",
        _ => "yes_no",
    };
}
