using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Judger.Core.Attention;

namespace Judger.Core.Cropping;

/// <summary>The window of one size that holds the most attention, and how far it stands out from the windows one patch away.</summary>
internal readonly record struct WindowPeak(int X, int Y, double Score)
{
    /// <summary>Slides a window of <paramref name="width"/> x <paramref name="height"/> patches over the map, one patch at a time.</summary>
    /// <remarks>
    /// Ties go to the smallest x, then the smallest y. The sums are taken window by window: a summed-area table would round differently, and a tie
    /// decided by rounding is a different box. A window of zero patches scores 0/0, as in the reference code.
    /// </remarks>
    public static WindowPeak Find(AttentionMap map, int width, int height)
    {
        int lastX = map.Columns - width, lastY = map.Rows - height;
        var (peakX, peakY, most) = (0, 0, double.NegativeInfinity);
        var x = 0;
        for (; x + Vector<double>.Count - 1 <= lastX; x += Vector<double>.Count)
        {
            var (sums, ys) = HighestBelow(map, x, lastY, width, height);
            for (var lane = 0; lane < Vector<double>.Count; lane++) Offer(sums[lane], x + lane, (int)ys[lane]);
        }

        for (; x <= lastX; x++)
            for (var y = 0; y <= lastY; y++) Offer(Sum(map, x, y, width, height), x, y);

        double around = 0;
        var neighbours = 0;
        Add(peakX - 1, peakY);
        Add(peakX, peakY - 1);
        Add(peakX + 1, peakY);
        Add(peakX, peakY + 1);
        return new WindowPeak(peakX, peakY, (most - around / neighbours) / ((double)width * height));

        void Offer(double sum, int x, int y)
        {
            if (sum > most) (most, peakX, peakY) = (sum, x, y);
        }

        void Add(int x, int y)
        {
            if (x < 0 || y < 0 || x > lastX || y > lastY) return;
            around += Sum(map, x, y, width, height);
            neighbours++;
        }
    }

    /// <summary>True when this score wins against an earlier one as numpy's argmax has it: the first NaN, else the first of the highest.</summary>
    public bool Beats(WindowPeak earlier) =>
        !double.IsNaN(earlier.Score) && (double.IsNaN(Score) || Score > earlier.Score);

    /// <summary>
    /// Of the windows whose left side is at x, those at x + 1, and so on, a vector's width of them: each column's highest sum and the first y that has it.
    /// Each lane adds one window's values in the same order as <see cref="Sum"/>, so the sums are the same to the last bit.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static (Vector<double> Sums, Vector<double> Ys) HighestBelow(AttentionMap map, int x, int lastY, int width, int height)
    {
        ref var values = ref MemoryMarshal.GetReference(map.Values);
        var (most, at) = (new Vector<double>(double.NegativeInfinity), Vector<double>.Zero);
        for (var y = 0; y <= lastY; y++)
        {
            var sum = Vector<double>.Zero;
            for (var row = y; row < y + height; row++)
            {
                var start = (row * map.Columns) + x;
                for (var i = start; i < start + width; i++) sum += Vector.LoadUnsafe(ref values, (nuint)i);
            }

            var isHigher = Vector.GreaterThan(sum, most);
            most = Vector.ConditionalSelect(isHigher, sum, most);
            at = Vector.ConditionalSelect(isHigher, new Vector<double>(y), at);
        }

        return (most, at);
    }

    private static double Sum(AttentionMap map, int x, int y, int width, int height)
    {
        double sum = 0;
        for (var row = y; row < y + height; row++)
            foreach (var value in map.Values.Slice(row * map.Columns + x, width))
                sum += value;
        return sum;
    }
}
