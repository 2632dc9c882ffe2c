using Judger.Core.Metrics;

namespace Judger.Cli.Evaluation.Reports;

/// <summary>Stages, one on each line: scores in per cent with their 95 % intervals, what changed, and times.</summary>
internal static class StageTable
{
    /// <summary>What the columns mean.</summary>
    public const string Legend =
        "Scores in per cent with 95 % intervals. right, wrong: answers that the stage corrected to right and to wrong, per cent of the questions. calls: "
        + "judgments a question. ms: the stage itself.";

    public static TextTable Of(IReadOnlyList<StageRow> rows)
    {
        var hasTimes = rows.Any(row => row.MeanMilliseconds is not null);
        return new(
            ["stage", "count", "score", "95 %", "against", "difference", "right", "wrong", "calls", .. hasTimes ? (string[])["mean ms", "median ms"] : []],
            [.. rows.Select(
                row => (IReadOnlyList<string>)[.. Cells(row), .. hasTimes ? (string[])[$"{row.MeanMilliseconds:F1}", $"{row.MedianMilliseconds:F1}"] : []])]);
    }

    /// <summary>A fraction in per cent.</summary>
    public static string Percent(double fraction) => $"{100 * fraction:F2}";

    /// <summary>An interval in per cent.</summary>
    public static string Percent(ConfidenceInterval interval) => $"{Percent(interval.Low)} to {Percent(interval.High)}";

    private static string Signed(double fraction) => fraction > 0 ? $"+{Percent(fraction)}" : Percent(fraction);

    private static string[] Cells(StageRow row) =>
    [
        row.Stage.Replace('_', ' '), $"{row.Score.Count}", Percent(row.Score.Mean), Percent(row.Score.Interval), .. row.Change is { } change
            ? (string[])[
                row.Against!,
                $"{Signed(change.Difference)} ({Signed(change.Interval.Low)} to {Signed(change.Interval.High)})",
                Percent(change.Improved),
                Percent(change.Worsened),
            ]
            : ["", "", "", ""],
        $"{row.ExpertCalls:F2}",
    ];
}
