namespace Judger.Cli.Bench;

/// <summary>How long something took, in milliseconds.</summary>
/// <param name="Count">How often it was measured.</param>
/// <param name="Mean">The mean.</param>
/// <param name="P50">The median.</param>
/// <param name="P90">What 90 of 100 kept.</param>
/// <param name="P99">What 99 of 100 kept.</param>
/// <param name="Max">The slowest.</param>
internal sealed record Latency(int Count, double Mean, double P50, double P90, double P99, double Max)
{
    /// <summary>Summarizes times; null when there are none.</summary>
    public static Latency? Of(IEnumerable<TimeSpan> times)
    {
        var sorted = times.Select(time => time.TotalMilliseconds).Order().ToArray();
        return sorted.Length == 0 ? null : new(sorted.Length, Round(sorted.Average()), At(sorted, 0.5), At(sorted, 0.9), At(sorted, 0.99), Round(sorted[^1]));
    }

    // The nearest rank: a time that was measured, none between two.
    private static double At(double[] sorted, double share) => Round(sorted[(int)Math.Ceiling(share * sorted.Length) - 1]);

    private static double Round(double value) => Math.Round(value, 2);
}
