using Judger.TinyModel.World;
using Spectre.Console;

namespace Judger.Cli.Evaluation;

/// <summary>Right answers by kind and stage, hits of the box, and times.</summary>
internal sealed class SignsReport
{
    private readonly Lock _lock = new();
    private readonly Dictionary<(QuestionKind Kind, string Stage), (int Right, int All)> _scores = [];
    private readonly List<(string Stage, double Milliseconds)> _times = [];
    private (int Right, int All) _hits;
    private int _count;
    private TimeSpan _elapsed;

    public void Add(QuestionKind kind, string stage, bool isRight)
    {
        lock (_lock) _scores[(kind, stage)] = Counted(_scores.GetValueOrDefault((kind, stage)), isRight);
    }

    public void AddHit(bool isHit)
    {
        lock (_lock) _hits = Counted(_hits, isHit);
    }

    public void AddTimes(QuestionRecord record)
    {
        var judgment = record.Rounds.Aggregate(TimeSpan.Zero, (sum, round) => sum + round.JudgmentTime + round.CorrectionTime);
        (string Stage, TimeSpan Time)[] times =
        [
            ("baseline", record.BaselineTime), ("locate", record.LocateTime), ("refine", record.RefineTime), ("judge_and_correct", judgment),
            ("question", record.BaselineTime + record.LocateTime + record.RefineTime + judgment),
        ];
        lock (_lock) _times.AddRange(times.Select(time => (time.Stage, time.Time.TotalMilliseconds)));
    }

    public void Finish(int count, TimeSpan elapsed) => (_count, _elapsed) = (count, elapsed);

    /// <summary>The report for programs; accuracies are fractions.</summary>
    public Dictionary<string, object> Describe()
    {
        var kinds = Enum.GetValues<QuestionKind>().ToDictionary(Name, kind =>
        {
            var row = new Dictionary<string, object> { ["count"] = _scores[(kind, "baseline")].All };
            foreach (var ((scored, stage), score) in _scores)
                if (scored == kind) row[stage] = Fraction(score);
            return row;
        });
        return new()
        {
            ["count"] = _count,
            ["kinds"] = kinds,
            ["box"] = new Dictionary<string, object> { ["hit_rate"] = Fraction(_hits) },
            ["median_ms"] = MedianTimes(),
            ["seconds"] = Math.Round(_elapsed.TotalSeconds, 2),
        };
    }

    public void Print()
    {
        var stages = _scores.Keys.Select(key => key.Stage).Distinct().ToList();
        var table = new Table().AddColumn("questions").AddColumn("count");
        foreach (var stage in stages) table.AddColumn(stage.Replace('_', ' '));
        foreach (var kind in Enum.GetValues<QuestionKind>())
        {
            table.AddRow([Name(kind), $"{_scores[(kind, "baseline")].All}", .. stages.Select(stage => _scores.TryGetValue((kind, stage), out var score) ? $"{Fraction(score):F3}" : "")]);
        }

        AnsiConsole.Write(table);
        AnsiConsole.MarkupLineInterpolated($"The box holds the asked digit in {Fraction(_hits):F3} of the fine questions. {_count} scenes, {_elapsed.TotalSeconds:F0} s.");
        AnsiConsole.WriteLine("Median ms: " + string.Join(", ", MedianTimes().Select(time => $"{time.Key.Replace('_', ' ')} {time.Value}")));
        AnsiConsole.WriteLine("judged: by the reference expert, which names the right answer when it rejects. judged self: the model judges itself.");
    }

    private Dictionary<string, double> MedianTimes() =>
        _times.GroupBy(time => time.Stage).ToDictionary(group => group.Key, group => Math.Round(group.Select(time => time.Milliseconds).Order().ElementAt(group.Count() / 2), 1));

    private static string Name(QuestionKind kind) => kind switch
    {
        QuestionKind.Fine => "fine",
        QuestionKind.Coarse => "coarse",
        _ => "yes_no",
    };

    private static (int Right, int All) Counted((int Right, int All) score, bool isRight) => (score.Right + (isRight ? 1 : 0), score.All + 1);

    private static double Fraction((int Right, int All) score) => score.All == 0 ? 0 : Math.Round(score.Right / (double)score.All, 4);
}
