using Judger.Export.Synthetic;

namespace Judger.Gpu.Tests.Support;

/// <summary>What a step must do at least, whoever does it.</summary>
internal static class Work
{
    private const int HalfBytes = 2;

    /// <summary>Floating-point operations of a prefill: linear layers, causal attention, and the head at the last position.</summary>
    public static double PrefillFlops(SyntheticGeometry g, int positions) =>
        (2.0 * LinearWeights(g) * positions) + (2.0 * g.Layers * g.Heads * g.HeadSize * positions * positions) + (2.0 * g.Hidden * g.Vocabulary);

    /// <summary>Bytes of a decode step: every weight once, and the keys and values of each sequence.</summary>
    public static double DecodeBytes(SyntheticGeometry g, int batch, int past) =>
        HalfBytes * (LinearWeights(g) + ((double)g.Hidden * g.Vocabulary) + (2.0 * g.Layers * g.KeyValueHeads * g.HeadSize * past * batch));

    private static double LinearWeights(SyntheticGeometry g)
    {
        double queries = g.Heads * g.HeadSize, keys = g.KeyValueHeads * g.HeadSize, hidden = g.Hidden;
        return g.Layers * hidden * ((2 * queries) + (2 * keys) + (3 * g.Intermediate));
    }
}
