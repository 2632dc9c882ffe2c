namespace Judger.Benchmarks.Harness;

/// <summary>The median of some rounds, and the quartiles about it.</summary>
internal readonly record struct Spread(double Median, double Low, double High)
{
    public static Spread Of(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return new(At(0.5), At(0.25), At(0.75));

        double At(double share)
        {
            var place = share * (sorted.Length - 1);
            var below = (int)place;
            return below + 1 == sorted.Length ? sorted[below] : sorted[below] + ((place - below) * (sorted[below + 1] - sorted[below]));
        }
    }

    /// <summary>Of ratios that belong together round by round.</summary>
    public static Spread OfRatios(IReadOnlyList<double> numerators, IReadOnlyList<double> denominators, double factor = 1) =>
        Of(numerators.Zip(denominators, (numerator, denominator) => factor * numerator / denominator));
}
