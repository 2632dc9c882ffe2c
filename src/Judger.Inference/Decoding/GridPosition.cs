namespace Judger.Inference.Decoding;

/// <summary>Where a token stands for a decoder whose positions have a time, a row and a column (M-RoPE, Qwen2-VL, arXiv 2409.12191).</summary>
internal static class GridPosition
{
    /// <summary>Numbers of one position.</summary>
    public const int Axes = 3;

    /// <summary>Writes the place of a token of text, which is the same number on each axis.</summary>
    public static void Write(Span<long> position, long place) => position[..Axes].Fill(place);

    /// <summary>Writes the place of an image's token: from where the image begins, down its rows and across its columns.</summary>
    public static void Write(Span<long> position, long start, int row, int column) =>
        (position[0], position[1], position[2]) = (start, start + row, start + column);
}
