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
        int peakX = 0, peakY = 0;
        var most = double.NegativeInfinity;
        for (var x = 0; x <= lastX; x++)
        {
            for (var y = 0; y <= lastY; y++)
            {
                var sum = Sum(map, x, y, width, height);
                if (!(sum > most)) continue;
                (most, peakX, peakY) = (sum, x, y);
            }
        }

        double around = 0;
        var neighbours = 0;
        Add(peakX - 1, peakY);
        Add(peakX, peakY - 1);
        Add(peakX + 1, peakY);
        Add(peakX, peakY + 1);
        return new WindowPeak(peakX, peakY, (most - around / neighbours) / ((double)width * height));

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

    private static double Sum(AttentionMap map, int x, int y, int width, int height)
    {
        double sum = 0;
        for (var row = y; row < y + height; row++)
            foreach (var value in map.Values.Slice(row * map.Columns + x, width))
                sum += value;
        return sum;
    }
}
