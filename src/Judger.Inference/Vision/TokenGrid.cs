namespace Judger.Inference.Vision;

/// <summary>A grid of an image's tokens, row by row, and what each of them covers in the original image.</summary>
/// <param name="First">The image's token that is the grid's first one.</param>
/// <param name="Stride">Tokens from one row to the next; one more than there are columns where a newline ends each row.</param>
/// <param name="Across">What each column covers.</param>
/// <param name="Down">What each row covers.</param>
/// <param name="Frame">The part of the image plane that the grid covers; means nothing for an empty grid.</param>
public sealed record TokenGrid(int First, int Stride, IReadOnlyList<TokenSpan> Across, IReadOnlyList<TokenSpan> Down, GridFrame Frame)
{
    /// <summary>Where the tokens are if not row by row from <see cref="First"/>. <value>Default: null.</value></summary>
    public TileOrder? Order { get; init; }

    /// <summary>Tokens across, without newlines.</summary>
    public int Columns => Across.Count;

    /// <summary>Tokens down.</summary>
    public int Rows => Down.Count;

    /// <summary>Whether it has no token: of a very long image, all may lie in the padding.</summary>
    public bool IsEmpty => Columns == 0 || Rows == 0;

    /// <summary>Positions in the prompt, newlines included; of tiles one behind the other, those of the tiles alone.</summary>
    public int Tokens => Rows * Stride;

    /// <summary>The image's token behind the grid's last one.</summary>
    public int End => Order is { } order && !IsEmpty ? order.Place(Columns - 1, Rows - 1) + 1 : First + Tokens;

    /// <summary>The grid's values <c>[rows, columns]</c> of a row over all of the image's tokens.</summary>
    /// <exception cref="ArgumentException">The row does not reach to the grid's end.</exception>
    public float[] Values(ReadOnlySpan<float> row)
    {
        if (row.Length < End)
        {
            throw new ArgumentException(
                $"The row has {row.Length} values, the image's grid ends at {End}; give a row over all of the image's tokens.", nameof(row));
        }
        var values = new float[Rows * Columns];
        for (var y = 0; y < Rows; y++)
        {
            var across = values.AsSpan(y * Columns, Columns);
            if (Order is not { } order) row.Slice(First + (y * Stride), Columns).CopyTo(across);
            else
            {
                for (var x = 0; x < Columns; x += order.Side) row.Slice(order.Place(x, y), order.Side).CopyTo(across[x..]);
            }
        }

        return values;
    }
}
