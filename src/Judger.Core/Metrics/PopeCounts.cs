namespace Judger.Core.Metrics;

/// <summary>POPE's counts; yes is the positive class. Ratios without a denominator are 0.</summary>
public sealed record PopeCounts(int TruePositive, int FalsePositive, int TrueNegative, int FalseNegative)
{
    /// <summary>Questions in all.</summary>
    public int Count => TruePositive + FalsePositive + TrueNegative + FalseNegative;

    /// <summary>Right answers of all.</summary>
    public double Accuracy => Ratio(TruePositive + TrueNegative, Count);

    /// <summary>Right ones of the yes answers.</summary>
    public double Precision => Ratio(TruePositive, TruePositive + FalsePositive);

    /// <summary>Found ones of the yes labels.</summary>
    public double Recall => Ratio(TruePositive, TruePositive + FalseNegative);

    /// <summary>Harmonic mean of precision and recall.</summary>
    public double F1 => Ratio(2.0 * TruePositive, (2 * TruePositive) + FalsePositive + FalseNegative);

    /// <summary>Yes answers of all.</summary>
    public double YesRatio => Ratio(TruePositive + FalsePositive, Count);

    /// <summary>Counts replies against labels.</summary>
    /// <param name="answers">The reply, or null where there is none, which is wrong whatever the label; and the label.</param>
    public static PopeCounts Of(IEnumerable<(string? Reply, string Label)> answers)
    {
        ArgumentNullException.ThrowIfNull(answers);
        var counts = answers
            .Select(answer => (Label: PopeAnswer.IsYes(answer.Label), answer.Reply))
            .CountBy(answer => (answer.Label, Yes: answer.Reply is { } reply ? PopeAnswer.IsYes(reply) : !answer.Label))
            .ToDictionary();
        return new(Count(true, true), Count(false, true), Count(false, false), Count(true, false));

        int Count(bool label, bool yes) => counts.GetValueOrDefault((label, yes));
    }

    private static double Ratio(double part, double all) => all == 0 ? 0 : part / all;
}
