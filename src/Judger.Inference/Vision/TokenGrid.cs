namespace Judger.Inference.Vision;

/// <summary>A grid of an image's tokens, row by row, and what each of them covers in the original image.</summary>
/// <param name="First">The image's token that is the grid's first one.</param>
/// <param name="Stride">Tokens from one row to the next; one more than there are columns where a newline ends each row.</param>
/// <param name="Across">What each column covers.</param>
/// <param name="Down">What each row covers.</param>
/// <param name="Frame">The part of the image plane that the grid covers; means nothing for an empty grid.</param>
public sealed record TokenGrid(int First, int Stride, IReadOnlyList<TokenSpan> Across, IReadOnlyList<TokenSpan> Down, GridFrame Frame)
{
    /// <summary>Tokens across, without newlines.</summary>
    public int Columns => Across.Count;

    /// <summary>Tokens down.</summary>
    public int Rows => Down.Count;

    /// <summary>Whether it has no token: of a very long image, all may lie in the padding.</summary>
    public bool IsEmpty => Columns == 0 || Rows == 0;

    /// <summary>Positions in the prompt, newlines included.</summary>
    public int Tokens => Rows * Stride;

    /// <summary>The grid's values <c>[rows, columns]</c> of a row over all of the image's tokens.</summary>
    /// <exception cref="ArgumentException">The row does not reach to the grid's end.</exception>
    public float[] Values(ReadOnlySpan<float> row)
    {
        if (row.Length < First + Tokens)
        {
            throw new ArgumentException(
                $"The row has {row.Length} values, the image's grid ends at {First + Tokens}; give a row over all of the image's tokens.", nameof(row));
        }
        var values = new float[Rows * Columns];
        for (var y = 0; y < Rows; y++) row.Slice(First + (y * Stride), Columns).CopyTo(values.AsSpan(y * Columns));
        return values;
    }
}
