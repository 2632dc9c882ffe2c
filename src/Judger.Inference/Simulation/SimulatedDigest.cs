namespace Judger.Inference.Simulation;

/// <summary>A digest of numbers (the finaliser of SplitMix64, Steele et al. 2014, over a running value).</summary>
internal static class SimulatedDigest
{
    public static ulong Mix(ulong state, ulong value)
    {
        var x = state + 0x9E3779B97F4A7C15 + value;
        x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9;
        x = (x ^ (x >> 27)) * 0x94D049BB133111EB;
        return x ^ (x >> 31);
    }

    public static ulong Of(string text) => text.Aggregate(0UL, (state, letter) => Mix(state, letter));

    public static ulong Of(ReadOnlySpan<float> values)
    {
        var state = 0UL;
        foreach (var value in values) state = Mix(state, BitConverter.SingleToUInt32Bits(value));
        return state;
    }
}
