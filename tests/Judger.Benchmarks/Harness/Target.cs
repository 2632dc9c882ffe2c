using System.Globalization;

namespace Judger.Benchmarks.Harness;

/// <summary>A promised bound.</summary>
/// <param name="Bound">The bound, which is itself allowed.</param>
/// <param name="IsAtLeast">Whether it is a lower one.</param>
internal sealed record Target(double Bound, bool IsAtLeast)
{
    public static Target AtLeast(double bound) => new(bound, true);

    public static Target AtMost(double bound) => new(bound, false);

    public bool IsMet(double value) => IsAtLeast ? value >= Bound : value <= Bound;

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{(IsAtLeast ? ">=" : "<=")} {Bound:0.##}");
}
