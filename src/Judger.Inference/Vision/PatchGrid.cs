namespace Judger.Inference.Vision;

/// <summary>
/// The patches of an image of any size in the order of the encoder's input: token by token, row by row, and within a token its patches row by row. What the
/// encoder has to know of their places is computed here, since graphs on a GPU do no arithmetic on shapes.
/// </summary>
/// <param name="tokenRows">Tokens down.</param>
/// <param name="tokenColumns">Tokens across.</param>
/// <param name="merge">Patches along a side of a token.</param>
internal sealed class PatchGrid(int tokenRows, int tokenColumns, int merge)
{
    // Any number that no score reaches, and that float16 has.
    private const float Hidden = -30000;

    // A position lies between two learned ones down and two across.
    private const int Neighbours = 4;

    /// <summary>Patches down.</summary>
    public int Rows => tokenRows * merge;

    /// <summary>Patches across.</summary>
    public int Columns => tokenColumns * merge;

    /// <summary>Patches.</summary>
    public int Count => Rows * Columns;

    /// <summary>Tokens.</summary>
    public int Tokens => tokenRows * tokenColumns;

    /// <summary>Row and column of each patch, <c>[patches, 2]</c>.</summary>
    public long[] Places()
    {
        var places = new long[Count * 2];
        for (var i = 0; i < Count; i++) (places[2 * i], places[(2 * i) + 1]) = PlaceOf(i);
        return places;
    }

    /// <summary>
    /// The windows of so many tokens a side, from the top left. Those at the right and at the bottom may have fewer patches; places that are left over are
    /// hidden.
    /// </summary>
    /// <param name="side">Tokens along a side of a window.</param>
    /// <returns>
    /// The patch at each place <c>[windows, places]</c>; what is added to the scores of a place, <c>[windows, places]</c>; and the place of each patch,
    /// <c>[patches]</c>.
    /// </returns>
    public (long[] Patches, float[] Bias, long[] Slots, int Windows) Windows(int side)
    {
        var (across, down) = ((tokenColumns + side - 1) / side, (tokenRows + side - 1) / side);
        var (windows, places) = (across * down, side * side * merge * merge);
        var (patches, bias, slots) = (new long[windows * places], new float[windows * places], new long[Count]);
        Array.Fill(bias, Hidden);
        var filled = new int[windows];
        for (var i = 0; i < Count; i++)
        {
            var token = i / (merge * merge);
            var window = (token / tokenColumns / side * across) + (token % tokenColumns / side);
            var slot = (window * places) + filled[window]++;
            (patches[slot], bias[slot], slots[i]) = (i, 0, slot);
        }

        return (patches, bias, slots, windows);
    }

    /// <summary>
    /// Learned positions of a square, stretched over the grid so that corners lie on corners: for each patch the four that it lies between, row by row, and
    /// what each counts for, <c>[patches, 4]</c>. In float32, as in transformers.
    /// </summary>
    /// <param name="side">Learned positions along a side of the square.</param>
    public (long[] Indices, float[] Weights) Interpolated(int side)
    {
        var (rows, columns) = (Stretched(Rows, side), Stretched(Columns, side));
        var (indices, weights) = (new long[Count * Neighbours], new float[Count * Neighbours]);
        for (var i = 0; i < Count; i++)
        {
            var (row, column) = PlaceOf(i);
            var (vertical, horizontal) = (rows[row], columns[column]);
            for (var k = 0; k < Neighbours; k++)
            {
                var (isLower, isRight) = (k / 2 == 1, k % 2 == 1);
                indices[(i * Neighbours) + k] = ((long)(isLower ? vertical.High : vertical.Low) * side) + (isRight ? horizontal.High : horizontal.Low);
                weights[(i * Neighbours) + k] = (isLower ? vertical.Part : 1 - vertical.Part) * (isRight ? horizontal.Part : 1 - horizontal.Part);
            }
        }

        return (indices, weights);
    }

    private static (int Low, int High, float Part)[] Stretched(int count, int side)
    {
        var step = count > 1 ? (float)(side - 1) / (count - 1) : 0;
        return [.. Enumerable.Range(0, count).Select(i =>
        {
            // From the nearer end, as PyTorch's linspace does.
            var at = i < count / 2 ? i * step : side - 1 - ((count - 1 - i) * step);
            if (count == 1) at = 0;
            var low = (int)at;
            return (low, Math.Min(low + 1, side - 1), at - low);
        })];
    }

    private (int Row, int Column) PlaceOf(int patch)
    {
        var (token, inside) = (patch / (merge * merge), patch % (merge * merge));
        return ((token / tokenColumns * merge) + (inside / merge), (token % tokenColumns * merge) + (inside % merge));
    }
}
