using System.Globalization;
using Judger.Cli.Evaluation.Reports;
using Judger.Core.Judgments;
using Spectre.Console;

namespace Judger.Cli.Evaluation.Calibration;

/// <summary>A fitted threshold, and the verdicts with and without it on each set of answers.</summary>
/// <param name="Calibration">What was fitted.</param>
/// <param name="Sets">The answers by the name of their set; the first is what the threshold was fitted on.</param>
internal sealed record CalibrationReport(SelfJudgmentCalibration Calibration, IReadOnlyList<(string Name, IReadOnlyList<SelfJudgedAnswer> Answers)> Sets)
{
    /// <summary>For programs.</summary>
    /// <param name="written">The manifest that has it now, if one was written.</param>
    public object Describe(string? written) => new
    {
        threshold = Calibration.Threshold,
        helps = Calibration.Threshold is not null,
        sets = Sets.Select(set => new
        {
            name = set.Name,
            answers = set.Answers.Count,
            uncalibrated = VerdictCounts.Of(set.Answers, null).Describe(),
            by_default = VerdictCounts.ByDefault(set.Answers, Calibration).Describe(),
        }),
        written,
    };

    /// <summary>For people.</summary>
    /// <param name="written">The manifest that has it now, if one was written.</param>
    public void Print(string? written)
    {
        new TextTable(
            ["answers", "verdicts", "right: accepted", "no verdict", "rejected", "wrong: accepted", "no verdict", "rejected"],
            [.. Sets.SelectMany(set => new[]
            {
                Row(set.Name, "rejects below 0.5", VerdictCounts.Of(set.Answers, null)),
                Row(set.Name, "by default, with what was fitted", VerdictCounts.ByDefault(set.Answers, Calibration)),
            })])
            .Print();
        AnsiConsole.WriteLine(Calibration.Threshold is { } threshold
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"An answer is rejected below {threshold:F4} and accepted from {SelfJudgment.AcceptFrom} on. Between, there is no verdict.")
            : "No threshold makes a rejection more often right than wrong: the model's judgment of itself does not help, and by default it is not asked.");
        AnsiConsole.WriteLine(written is null ? "Nothing was written. Give --write to put it into the model's manifest." : $"Wrote {written}.");
    }

    private static string[] Row(string set, string verdicts, VerdictCounts counts)
    {
        int[] cells =
            [counts.RightAccepted, counts.RightUnable, counts.RightRejected, counts.WrongAccepted, counts.WrongUnable, counts.WrongRejected];
        return [set, verdicts, .. cells.Select(cell => $"{cell}")];
    }
}
