namespace Judger.Imaging.Decoders;

/// <summary>What an image may cost, and how it is turned. The limits are checked before pixels are decoded.</summary>
public sealed record ImageDecodeOptions
{
    /// <summary>The defaults.</summary>
    public static ImageDecodeOptions Default { get; } = new();

    /// <summary>Most encoded bytes.</summary>
    /// <value>32 MiB by default.</value>
    public long MaxBytes { get; init; } = 32L << 20;

    /// <summary>Largest width in pixels.</summary>
    /// <value>16,384 by default.</value>
    public int MaxWidth { get; init; } = 16_384;

    /// <summary>Largest height in pixels.</summary>
    /// <value>16,384 by default.</value>
    public int MaxHeight { get; init; } = 16_384;

    /// <summary>Most pixels; three bytes each in memory, twice that while decoding.</summary>
    /// <value>64 Mi by default.</value>
    public long MaxPixels { get; init; } = 64L << 20;

    /// <summary>Whether the EXIF orientation is applied, so that the picture stands upright. Pillow's <c>convert("RGB")</c> leaves it out.</summary>
    /// <value>True by default.</value>
    public bool ApplyOrientation { get; init; } = true;
}
