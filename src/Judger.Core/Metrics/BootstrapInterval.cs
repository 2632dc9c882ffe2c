namespace Judger.Core.Metrics;

/// <summary>Percentile bootstrap of a mean: for scores between 0 and 1 and for differences of two answers to the same questions.</summary>
public static class BootstrapInterval
{
    private const int Resamples = 2000;
    private const int Seed = 20_240_229;

    // Beyond this many values the mean is as good as normal, and resampling costs more than it tells.
    private const int NormalFrom = 20_000;
    private const double Z = 1.959963984540054;

    /// <summary>
    /// The 95 % interval of the mean, the same for the same values; 0 to 0 where there are none. From 20,000 values on by the normal distribution.
    /// </summary>
    public static ConfidenceInterval OfMean(IReadOnlyList<double> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        if (values.Count == 0) return default;
        if (values.Count >= NormalFrom) return Normal(values);
        var random = new Random(Seed);
        var means = new double[Resamples];
        for (var sample = 0; sample < Resamples; sample++)
        {
            var sum = 0.0;
            for (var draw = 0; draw < values.Count; draw++) sum += values[random.Next(values.Count)];
            means[sample] = sum / values.Count;
        }

        Array.Sort(means);
        return new(means[(int)(0.025 * Resamples)], means[(int)(0.975 * Resamples) - 1]);
    }

    private static ConfidenceInterval Normal(IReadOnlyList<double> values)
    {
        var mean = values.Average();
        var variance = values.Sum(value => (value - mean) * (value - mean)) / (values.Count - 1);
        var half = Z * Math.Sqrt(variance / values.Count);
        return new(mean - half, mean + half);
    }
}
