using CsCheck;
using Judger.Core.Attention;
using Judger.Core.Cropping;

namespace Judger.Core.Tests.Cropping;

/// <summary>The search adds several windows at once; its sums and ties are those of one after the other.</summary>
public sealed class WindowSearchTests
{
    private const int Patch = 10;

    private static readonly double[] Ratios = [1, 1.2, 1.4, 1.6, 1.8, 2];

    // Few values give ties; tenths give sums that depend on their order.
    private static readonly Gen<double> Number = Gen.OneOf(Gen.Int[0, 3].Select(value => (double)value), Gen.Int[-20, 20].Select(value => value / 10d));

    private static readonly Gen<AttentionMap> Maps =
        from columns in Gen.Int[3, 30]
        from rows in Gen.Int[3, 30]
        from values in Number.Array[columns * rows]
        select new AttentionMap(columns, rows, values);

    [Fact]
    public void The_score_and_the_box_are_those_of_summing_one_window_after_the_other() =>
        Gen.Select(Maps, Gen.Int[Patch, 12 * Patch]).Sample((map, window) =>
        {
            var found = CropBoxFinder.Find(map, new(map.Columns * Patch, map.Rows * Patch), window);
            if (Search(map, window) is not { } best) return found.Score is null && found.Ratio == 1;

            var centre = (X: (best.X * Patch) + (best.Columns * Patch / 2d), Y: (best.Y * Patch) + (best.Rows * Patch / 2d));
            return BitConverter.DoubleToInt64Bits(found.Score!.Value) == BitConverter.DoubleToInt64Bits(best.Score) && found.Ratio == best.Ratio
                && found.Box.Left <= centre.X && centre.X <= found.Box.Right && found.Box.Top <= centre.Y && centre.Y <= found.Box.Bottom;
        }, iter: 400);

    private static (double Score, double Ratio, int X, int Y, int Columns, int Rows)? Search(AttentionMap map, int window)
    {
        (double Score, double Ratio, int X, int Y, int Columns, int Rows)? best = null;
        foreach (var ratio in Ratios)
        {
            var columns = (int)Math.Min(window * ratio / Patch, map.Columns);
            var rows = (int)Math.Min(window * ratio / Patch, map.Rows);
            if (columns == map.Columns && rows == map.Rows) return best;
            var windows =
                from x in Enumerable.Range(0, map.Columns - columns + 1)
                from y in Enumerable.Range(0, map.Rows - rows + 1)
                select (X: x, Y: y, Sum: Sum(x, y));
            var (left, top, most) = windows.MaxBy(at => at.Sum);
            var around = new[] { (X: left - 1, Y: top), (X: left, Y: top - 1), (X: left + 1, Y: top), (X: left, Y: top + 1) }
                .Where(at => at.X >= 0 && at.Y >= 0 && at.X <= map.Columns - columns && at.Y <= map.Rows - rows).Select(at => Sum(at.X, at.Y)).ToList();
            var score = (most - (around.Aggregate(0d, (sum, value) => sum + value) / around.Count)) / ((double)columns * rows);
            if (best is null || score > best.Value.Score) best = (score, ratio, left, top, columns, rows);

            double Sum(int x, int y)
            {
                double sum = 0;
                for (var row = y; row < y + rows; row++)
                    for (var column = x; column < x + columns; column++) sum += map[column, row];
                return sum;
            }
        }

        return best;
    }
}
