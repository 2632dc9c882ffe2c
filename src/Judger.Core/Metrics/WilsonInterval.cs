namespace Judger.Core.Metrics;

/// <summary>Wilson's score interval for a proportion: it stays inside 0 to 1 and has a width also where all or none are right.</summary>
public static class WilsonInterval
{
    /// <summary>The 97.5 % point of the normal distribution.</summary>
    private const double Z = 1.959963984540054;

    /// <summary>The 95 % interval for <paramref name="right"/> of <paramref name="all"/>; 0 to 1 where there is nothing.</summary>
    public static ConfidenceInterval Of(int right, int all)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(right);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(right, all);
        if (all == 0) return new(0, 1);
        var p = (double)right / all;
        var scale = 1 + (Z * Z / all);
        var center = (p + (Z * Z / (2 * all))) / scale;
        var half = Z / scale * Math.Sqrt((p * (1 - p) / all) + (Z * Z / (4.0 * all * all)));
        return new(Math.Max(0, center - half), Math.Min(1, center + half));
    }
}
