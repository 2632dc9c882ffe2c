using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Judger.Imaging.Pixels;

namespace Judger.Imaging.Resampling;

/// <summary>
/// The two inner loops, optimised from their first call: a new process would take 40 ms for its first pictures. Between them a pair of rows is kept as one int
/// a sample, the upper row in the low 16 bits: what the second loop's multiply-add takes.
/// </summary>
internal static unsafe class ResamplePass
{
    /// <summary>The second loop works on this many samples at a time; rows of pairs are padded to it.</summary>
    public const int Block = 16;

    private const byte Zero = 0xFF;

    // Two neighbouring pixels of each row, as the 16-bit pairs R R, G G, B B, 0 0.
    private static readonly Vector256<byte> PairUp = Vector256.Create(
        0, Zero, 3, Zero, 1, Zero, 4, Zero, 2, Zero, 5, Zero, Zero, Zero, Zero, Zero,
        16, Zero, 19, Zero, 17, Zero, 20, Zero, 18, Zero, 21, Zero, Zero, Zero, Zero, Zero);

    private static Vector256<int> Half => Vector256.Create(1 << (ResampleKernel.Precision - 1));

    /// <summary>Filters two rows along x. Writes three ints for each output pixel, and one more behind the last.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Horizontal(byte* upper, byte* lower, ResampleKernel kernel, int* output)
    {
        var mask = PairUp;
        fixed (int* weights = kernel.Weights)
        {
            for (var x = 0; x < kernel.Starts.Length; x++, output += RgbImage.Channels)
            {
                var offset = (long)kernel.Starts[x] * RgbImage.Channels;
                var weight = weights + ((long)x * kernel.MaxPairs * 2);
                var (high, low) = (Vector256<int>.Zero, Half);
                for (var end = weight + (2 * kernel.Pairs[x]); weight < end; weight += 2, offset += 2 * RgbImage.Channels)
                {
                    var rows = Vector256.Create(Vector128.Load(upper + offset), Vector128.Load(lower + offset));
                    var taps = Vector256.Shuffle(rows, mask).AsInt16();
                    high += MultiplyAdd(taps, weight[0]);
                    low += MultiplyAdd(taps, weight[1]);
                }

                var samples = ToByteRange(high, low);
                (samples.GetLower() | (samples.GetUpper() << 16)).Store(output);
            }
        }
    }

    /// <summary>Filters along y: one output row from the pairs of rows in a ring.</summary>
    /// <param name="ring">Pairs of rows, <c>[slots, stride]</c>; <paramref name="stride"/> is a multiple of <see cref="Block"/>.</param>
    /// <param name="slots">Pairs that the ring holds.</param>
    /// <param name="stride">Ints from one pair of rows to the next.</param>
    /// <param name="slot">The slot of the first pair.</param>
    /// <param name="pairs">How many pairs the output row has.</param>
    /// <param name="weights">The output row's weights.</param>
    /// <param name="output">The output row; its length is the number of samples.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Vertical(int* ring, int slots, int stride, int slot, int pairs, int* weights, Span<byte> output)
    {
        for (var at = 0; at < output.Length; at += Block)
        {
            var (high0, low0, high1, low1) = (Vector256<int>.Zero, Half, Vector256<int>.Zero, Half);
            for (int pair = 0, current = slot; pair < pairs; pair++)
            {
                var samples = ring + ((long)current * stride) + at;
                var (taps0, taps1) = (Vector256.Load(samples).AsInt16(), Vector256.Load(samples + 8).AsInt16());
                high0 += MultiplyAdd(taps0, weights[2 * pair]);
                low0 += MultiplyAdd(taps0, weights[(2 * pair) + 1]);
                high1 += MultiplyAdd(taps1, weights[2 * pair]);
                low1 += MultiplyAdd(taps1, weights[(2 * pair) + 1]);
                if (++current == slots) current = 0;
            }

            var words = Vector256.Narrow(ToByteRange(high0, low0), ToByteRange(high1, low1));
            var bytes = Vector128.Narrow(words.GetLower().AsUInt16(), words.GetUpper().AsUInt16());
            if (at + Block <= output.Length) bytes.CopyTo(output[at..]);
            else CopyHead(bytes, output[at..]);
        }
    }

    private static void CopyHead(Vector128<byte> bytes, Span<byte> output)
    {
        for (var i = 0; i < output.Length; i++) output[i] = bytes[i];
    }

    // Sums wrap modulo 2^32 in both halves; the whole fits, because the weights of one output add up to one.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> ToByteRange(Vector256<int> high, Vector256<int> low) =>
        Vector256.Clamp(((high << ResampleKernel.LowBits) + low) >> ResampleKernel.Precision, Vector256<int>.Zero, Vector256.Create(255));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> MultiplyAdd(Vector256<short> taps, int weightPair)
    {
        var weights = Vector256.Create(weightPair);
        if (Avx2.IsSupported) return Avx2.MultiplyAddAdjacent(taps, weights.AsInt16());

        var pairs = taps.AsInt32();
        return (((pairs << 16) >> 16) * ((weights << 16) >> 16)) + ((pairs >> 16) * (weights >> 16));
    }
}
