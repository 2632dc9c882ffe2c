using System.Runtime.Intrinsics;

namespace Judger.Export.Synthetic;

/// <summary>
/// Uniform random values: Marsaglia's xorshift32 in eight lanes (Xorshift RNGs, 2003). A block's lanes start from (seed, tensor, block) through SplitMix64, so
/// a block's values are the same whichever thread makes them, and when.
/// </summary>
internal static class RandomValues
{
    private const ulong Golden = 0x9E3779B97F4A7C15;

    /// <summary>The number of values made at a time.</summary>
    public const int Lanes = 8;

    /// <summary>Fills a buffer, whose length is a multiple of <see cref="Lanes"/>, with values from middle - reach to middle + reach.</summary>
    public static void Fill(Span<float> values, ulong seed, int tensor, int block, float middle, float reach)
    {
        var lanes = Start(seed, tensor, block);
        var (factor, offset) = (Vector256.Create(reach / int.MaxValue), Vector256.Create(middle));
        for (var i = 0; i < values.Length; i += Lanes)
        {
            lanes ^= lanes << 13;
            lanes ^= lanes >>> 17;
            lanes ^= lanes << 5;
            ((Vector256.ConvertToSingle(lanes.AsInt32()) * factor) + offset).CopyTo(values[i..]);
        }
    }

    private static Vector256<uint> Start(ulong seed, int tensor, int block)
    {
        var state = Mix(Mix(seed) ^ (((ulong)tensor << 32) | (uint)block));
        Span<uint> lanes = stackalloc uint[Lanes];
        for (var i = 0; i < Lanes; i++)
        {
            state += Golden;

            // Zero is the one state that xorshift never leaves.
            lanes[i] = Math.Max(1, (uint)Mix(state));
        }

        return Vector256.Create<uint>(lanes);
    }

    private static ulong Mix(ulong value)
    {
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return value ^ (value >> 31);
    }
}
