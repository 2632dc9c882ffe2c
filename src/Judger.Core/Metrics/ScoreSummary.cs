namespace Judger.Core.Metrics;

/// <summary>A mean of scores, and how sure it is.</summary>
/// <param name="Count">Questions.</param>
/// <param name="Mean">Mean of their scores, 0 to 1; 0 where there are none.</param>
/// <param name="Interval">The 95 % interval: Wilson's for a proportion, a bootstrap's for fractional scores.</param>
public sealed record ScoreSummary(int Count, double Mean, ConfidenceInterval Interval)
{
    /// <summary>Summarises scores.</summary>
    /// <param name="scores">One score a question, 0 to 1.</param>
    /// <param name="isProportion">True when every score is 0 or 1.</param>
    public static ScoreSummary Of(IReadOnlyList<double> scores, bool isProportion)
    {
        ArgumentNullException.ThrowIfNull(scores);
        var mean = scores.Count == 0 ? 0 : scores.Average();
        return new(scores.Count, mean, isProportion ? WilsonInterval.Of(scores.Count(score => score == 1), scores.Count) : BootstrapInterval.OfMean(scores));
    }
}
