namespace Judger.Imaging.Pixels;

/// <summary>An 8-bit RGB colour.</summary>
public readonly record struct RgbColor(byte R, byte G, byte B)
{
    /// <summary>White.</summary>
    public static RgbColor White { get; } = new(255, 255, 255);

    /// <summary>Black.</summary>
    public static RgbColor Black { get; } = new(0, 0, 0);

    /// <summary>Writes the colour over every pixel of <paramref name="row"/>, whose length is a multiple of three.</summary>
    internal void Fill(Span<byte> row)
    {
        for (var at = 0; at + RgbImage.Channels <= row.Length; at += RgbImage.Channels)
        {
            row[at] = R;
            row[at + 1] = G;
            row[at + 2] = B;
        }
    }
}
