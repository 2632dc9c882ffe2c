using System.Globalization;
using Judger.Cli.Evaluation.Reports;
using Judger.Core.Judgments;
using Judger.Core.Stages;
using Spectre.Console;

namespace Judger.Cli.Evaluation.Calibration;

/// <summary>Fitted thresholds, and what each set of answers becomes with and without them.</summary>
/// <param name="Calibration">What the model's judgment of itself is worth.</param>
/// <param name="Look">How sure a first answer must be for another look not to help.</param>
/// <param name="Sets">The answers by the name of their set; the first is what the thresholds were fitted on.</param>
internal sealed record CalibrationReport(
    SelfJudgmentCalibration Calibration, LookCalibration Look, IReadOnlyList<(string Name, IReadOnlyList<SelfJudgedAnswer> Answers)> Sets)
{
    /// <summary>What the two thresholds are fitted on.</summary>
    /// <param name="answers">The model's answers.</param>
    /// <param name="others">Further sets, that are reported only.</param>
    public static CalibrationReport Fit(
        (string Name, IReadOnlyList<SelfJudgedAnswer> Answers) answers, params (string, IReadOnlyList<SelfJudgedAnswer>)[] others) => new(
        SelfJudgmentCalibration.Fit(answers.Answers.Select(answer => (answer.Probability, answer.IsRight))),
        LookCalibration.Fit(Looks(answers.Answers)),
        [answers, .. others]);

    /// <summary>For programs.</summary>
    /// <param name="written">The manifest that has it now, if one was written.</param>
    public object Describe(string? written) => new
    {
        threshold = Calibration.Threshold,
        helps = Calibration.Threshold is not null,
        sure_above = Look.SureAbove,
        sets = Sets.Select(set => new
        {
            name = set.Name,
            answers = set.Answers.Count,
            uncalibrated = VerdictCounts.Of(set.Answers, null).Describe(),
            by_default = VerdictCounts.ByDefault(set.Answers, Calibration).Describe(),
            look = new LookCurve(Looks(set.Answers)).Describe(),
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
        AnsiConsole.WriteLine();
        foreach (var (name, answers) in Sets)
        {
            AnsiConsole.WriteLine($"{LookCurve.Title}, {name}:");
            new LookCurve(Looks(answers)).ToTable().Print();
        }

        AnsiConsole.WriteLine(Look.SureAbove is { } sure
            ? string.Create(
                CultureInfo.InvariantCulture, $"A first answer that is surer than {sure:F4} need not be looked at again (look: auto): {Effect(sure)}.")
            : "Looking again always helps: no first answer is sure enough to leave it out.");
        AnsiConsole.WriteLine(written is null ? "Nothing was written. Give --write to put the thresholds into the model's manifest." : $"Wrote {written}.");
    }

    private static List<(double Certainty, double First, double Looked)> Looks(IReadOnlyList<SelfJudgedAnswer> answers) =>
        [.. answers.Select(answer => (answer.Certainty, answer.IsFirstRight ? 1.0 : 0.0, answer.IsRight ? 1.0 : 0.0))];

    private string Effect(double sureAbove) => string.Join("; ", Sets.Select(set =>
    {
        var (skipped, score) = LookCalibration.At(Looks(set.Answers), sureAbove);
        var always = LookCalibration.At(Looks(set.Answers), 1).Score;
        return string.Create(
            CultureInfo.InvariantCulture, $"{set.Name}: {skipped:P1} of the looks left out, {100 * score:F2} % right instead of {100 * always:F2} %");
    }));

    private static string[] Row(string set, string verdicts, VerdictCounts counts)
    {
        int[] cells =
            [counts.RightAccepted, counts.RightUnable, counts.RightRejected, counts.WrongAccepted, counts.WrongUnable, counts.WrongRejected];
        return [set, verdicts, .. cells.Select(cell => $"{cell}")];
    }
}
