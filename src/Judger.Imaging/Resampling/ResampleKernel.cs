using System.Collections.Concurrent;

namespace Judger.Imaging.Resampling;

/// <summary>
/// An antialiased filter of one axis as fixed-point weights, rounded as Pillow's <c>Resample.c</c> does: doubles, normalised to a sum of one, then to
/// integers of 22 fractional bits. A weight is kept as two 16-bit halves, <c>high * 2^15 + low</c>, and taps go in pairs from an even
/// position on, so that one multiply-add instruction takes two taps; taps outside the filter weigh zero.
/// </summary>
internal sealed class ResampleKernel
{
    /// <summary>Fractional bits of a weight.</summary>
    public const int Precision = 22;

    /// <summary>Bits of a weight's low half; the low half is never negative.</summary>
    public const int LowBits = 15;

    private const int CacheBudget = 4_000_000;

    private static readonly ConcurrentDictionary<(ResampleFilter Filter, int Source, int Target, int First, int Count), ResampleKernel> Cache = new();
    private static int _cached;

    private ResampleKernel(ResampleFilter filter, int source, int target, int first, int count)
    {
        var scale = (double)source / target;
        var filterScale = Math.Max(scale, 1);
        var reach = Support(filter) * filterScale;
        var weights = new double[(2 * (int)Math.Ceiling(reach)) + 1];

        MaxPairs = (weights.Length / 2) + 1;
        Starts = new int[count];
        Pairs = new int[count];
        Weights = new int[checked(count * MaxPairs * 2)];

        for (var i = 0; i < count; i++)
        {
            var centre = (first + i + 0.5) * scale;
            var start = Math.Max((int)(centre - reach + 0.5), 0);
            var taps = Math.Min((int)(centre + reach + 0.5), source) - start;
            var sum = 0.0;
            for (var tap = 0; tap < taps; tap++)
            {
                weights[tap] = Weight(filter, (tap + start - centre + 0.5) * (1 / filterScale));
                sum += weights[tap];
            }

            Store(i, start, weights.AsSpan(0, taps), sum);
        }
    }

    /// <summary>For each output position, the input position of its first tap: even, and never falling.</summary>
    public int[] Starts { get; }

    /// <summary>For each output position, how many pairs of taps it has.</summary>
    public int[] Pairs { get; }

    /// <summary>Most pairs that an output position has.</summary>
    public int MaxPairs { get; }

    /// <summary><c>[output, MaxPairs, 2]</c>: the high halves of two taps in one int, then the low halves of the same two.</summary>
    public int[] Weights { get; }

    /// <summary>
    /// The weights from <paramref name="source"/> positions to <paramref name="count"/> of <paramref name="target"/>, from <paramref name="first"/> on.
    /// </summary>
    public static ResampleKernel For(ResampleFilter filter, int source, int target, int first, int count)
    {
        var key = (filter, source, target, first, count);
        if (Cache.TryGetValue(key, out var kernel)) return kernel;

        kernel = new ResampleKernel(filter, source, target, first, count);

        // A table as large as the budget would only push the useful ones out.
        if (kernel.Weights.Length > CacheBudget / 4) return kernel;
        if (Interlocked.Add(ref _cached, kernel.Weights.Length) > CacheBudget)
        {
            Cache.Clear();
            Interlocked.Exchange(ref _cached, kernel.Weights.Length);
        }

        return Cache.GetOrAdd(key, kernel);
    }

    /// <summary>Half the width of a filter, in input pixels of an enlargement.</summary>
    private static double Support(ResampleFilter filter) => filter switch
    {
        ResampleFilter.Bilinear => 1,
        ResampleFilter.Lanczos => 3,
        _ => 2,
    };

    private static double Weight(ResampleFilter filter, double x) => filter switch
    {
        ResampleFilter.Bilinear => Math.Max(1 - Math.Abs(x), 0),
        ResampleFilter.Lanczos => x is >= -3 and < 3 ? Sinc(x) * Sinc(x / 3) : 0,
        _ => Bicubic(Math.Abs(x)),
    };

    private static double Bicubic(double x)
    {
        const double A = -0.5;
        if (x < 1) return ((((A + 2) * x) - (A + 3)) * x * x) + 1;
        if (x < 2) return ((((((x - 5) * x) + 8) * x) - 4) * A);
        return 0;
    }

    private static double Sinc(double x) => x == 0 ? 1 : Math.Sin(x * Math.PI) / (x * Math.PI);

    private void Store(int output, int start, ReadOnlySpan<double> weights, double sum)
    {
        var shift = start & 1;
        Starts[output] = start - shift;
        Pairs[output] = (shift + weights.Length + 1) / 2;
        for (var tap = 0; tap < weights.Length; tap++)
        {
            var weight = weights[tap] / sum * (1 << Precision);
            var rounded = (int)(weight < 0 ? weight - 0.5 : weight + 0.5);
            var at = 2 * ((output * MaxPairs) + ((tap + shift) / 2));
            var half = 16 * ((tap + shift) & 1);
            Weights[at] |= ((rounded >> LowBits) & 0xFFFF) << half;
            Weights[at + 1] |= (rounded & ((1 << LowBits) - 1)) << half;
        }
    }
}
