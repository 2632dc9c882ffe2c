namespace Judger.Core.Metrics;

/// <summary>What one stage's answers are worth more than another's on the same questions.</summary>
/// <param name="Difference">Mean difference of the scores.</param>
/// <param name="Interval">Its 95 % interval, by a bootstrap over questions.</param>
/// <param name="Improved">Fraction of the questions whose score rose: answers corrected to right.</param>
/// <param name="Worsened">Fraction of the questions whose score fell: answers corrected to wrong.</param>
public sealed record ScoreChange(double Difference, ConfidenceInterval Interval, double Improved, double Worsened)
{
    /// <summary>Compares scores of the same questions in the same order.</summary>
    /// <exception cref="ArgumentException">There are not as many of both.</exception>
    public static ScoreChange Of(IReadOnlyList<double> before, IReadOnlyList<double> after)
    {
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(after);
        if (before.Count != after.Count)
            throw new ArgumentException($"{before.Count} scores cannot be compared with {after.Count}; give those of the same questions.", nameof(after));
        var differences = before.Zip(after, (old, now) => now - old).ToArray();
        if (differences.Length == 0) return new(0, default, 0, 0);
        return new(
            differences.Average(), BootstrapInterval.OfMean(differences), Fraction(difference => difference > 0), Fraction(difference => difference < 0));

        double Fraction(Func<double, bool> isSuch) => (double)differences.Count(isSuch) / differences.Length;
    }
}
