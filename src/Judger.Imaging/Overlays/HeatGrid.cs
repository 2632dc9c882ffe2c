namespace Judger.Imaging.Overlays;

/// <summary>
/// An attention map as heat from 0 to 1: its finite values stretched over the whole range, read between patch centres by bilinear interpolation.
/// </summary>
internal sealed class HeatGrid
{
    private readonly float[] _heat;
    private readonly int _rows;

    public HeatGrid(ReadOnlySpan<double> map, int columns, int rows)
    {
        Columns = columns;
        _rows = rows;
        _heat = new float[map.Length];

        var (low, high) = (double.PositiveInfinity, double.NegativeInfinity);
        foreach (var value in map)
        {
            if (!double.IsFinite(value)) continue;
            low = Math.Min(low, value);
            high = Math.Max(high, value);
        }

        // Halves, because the range of two finite values need not be finite. A flat map shows no heat.
        var range = (high / 2) - (low / 2);
        if (!(range > 0)) return;
        for (var i = 0; i < map.Length; i++)
        {
            if (double.IsFinite(map[i])) _heat[i] = (float)(((map[i] / 2) - (low / 2)) / range);
        }
    }

    /// <summary>Columns of the grid.</summary>
    public int Columns { get; }

    /// <summary>One value between neighbours.</summary>
    /// <param name="line">The values.</param>
    /// <param name="position">From 0, the first patch's outer edge, to 1, the last one's.</param>
    public static float Interpolate(ReadOnlySpan<float> line, double position)
    {
        var (first, second, share) = Neighbours(position, line.Length);
        return line[first] + (share * (line[second] - line[first]));
    }

    /// <summary>Writes the heat along one horizontal line, a value a column.</summary>
    public void Row(double position, Span<float> line)
    {
        var (first, second, share) = Neighbours(position, _rows);
        for (var column = 0; column < Columns; column++)
        {
            var (above, below) = (_heat[(first * Columns) + column], _heat[(second * Columns) + column]);
            line[column] = above + (share * (below - above));
        }
    }

    // Beyond the outermost patch centres the outermost value holds.
    private static (int First, int Second, float Share) Neighbours(double position, int count)
    {
        var at = Math.Clamp((position * count) - 0.5, 0, count - 1);
        var first = (int)at;
        return (first, Math.Min(first + 1, count - 1), (float)(at - first));
    }
}
