namespace Judger.Core.Attention;

/// <summary>
/// One number for each patch of a model's grid, row-major: patch (x, y) is at <c>y * Columns + x</c>. Immutable. Values that are not finite are
/// allowed, because a ratio of attentions can produce them, but they are counted and never mistaken for attention: see <see cref="Sanitized"/>.
/// </summary>
public sealed class AttentionMap
{
    private readonly double[] _values;

    /// <summary>Takes a copy of <paramref name="values"/>, row-major, <c>columns * rows</c> of them.</summary>
    /// <exception cref="ArgumentException">A side is not positive, or the number of values does not fit the sides.</exception>
    public AttentionMap(int columns, int rows, ReadOnlySpan<double> values)
    {
        RequireGrid(columns, rows, values.Length, nameof(values));
        Columns = columns;
        Rows = rows;
        _values = values.ToArray();
        foreach (var value in _values)
            if (!double.IsFinite(value)) NonFiniteCount++;
    }

    /// <summary>Patches across.</summary>
    public int Columns { get; }

    /// <summary>Patches down.</summary>
    public int Rows { get; }

    /// <summary>The numbers, row-major.</summary>
    public ReadOnlySpan<double> Values => _values;

    /// <summary>How many of the numbers are NaN or infinite.</summary>
    public int NonFiniteCount { get; }

    /// <summary>True when every number is finite.</summary>
    public bool IsFinite => NonFiniteCount == 0;

    /// <summary>True when at least one number is finite, so that the map says something about the image.</summary>
    public bool HasFinite => NonFiniteCount < _values.Length;

    /// <summary>The number of patch (<paramref name="x"/>, <paramref name="y"/>).</summary>
    public double this[int x, int y]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfNegative(x);
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(x, Columns);
            return _values[y * Columns + x];
        }
    }

    /// <summary>
    /// The same map with finite numbers only. Positive infinity (attention over none) becomes the largest finite number of the map, so it can tie
    /// with a real peak but not invent a higher one; NaN (none over none) and negative infinity become the smallest, so they attract nothing. A map without
    /// any finite number becomes all zeros.
    /// </summary>
    public AttentionMap Sanitized()
    {
        if (IsFinite) return this;

        double smallest = 0, largest = 0;
        if (HasFinite)
        {
            smallest = _values.Where(double.IsFinite).Min();
            largest = _values.Where(double.IsFinite).Max();
        }

        var finite = Array.ConvertAll(_values, value => double.IsFinite(value) ? value : double.IsPositiveInfinity(value) ? largest : smallest);
        return new AttentionMap(Columns, Rows, finite);
    }

    internal static void RequireGrid(int columns, int rows, int count, string parameter)
    {
        if (columns < 1 || rows < 1)
            throw new ArgumentException($"A grid needs at least 1 x 1 patches, not {columns} x {rows}; check the model's patch grid.", parameter);
        if ((long)columns * rows != count)
        {
            throw new ArgumentException(
                $"A grid of {columns} x {rows} patches needs {(long)columns * rows} values, not {count}; check the model's patch grid.", parameter);
        }
    }
}
