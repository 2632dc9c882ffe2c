using Judger.Imaging.Pixels;

namespace Judger.Imaging.Decoders;

/// <summary>What an image may cost, what lies behind transparent pixels, and how it is turned. The limits are checked before pixels are decoded.</summary>
public sealed record ImageDecodeOptions
{
    /// <summary>The largest <see cref="MaxPixels"/>: an image of the largest width and height.</summary>
    public const long LargestMaxPixels = 16_384L * 16_384;

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

    /// <summary>Most pixels; three bytes each in memory, and more while decoding (<see cref="MaxMemory"/>).</summary>
    /// <value>64 Mi by default.</value>
    public long MaxPixels { get; init; } = 64L << 20;

    /// <summary>
    /// Most bytes of memory that decoding may take at its peak (<see cref="ImageDecoder.Measure"/>). It depends on the format, too: a JPEG takes three
    /// bytes a pixel, an AVIF five times as much.
    /// </summary>
    /// <value>No limit by default.</value>
    public long MaxMemory { get; init; } = long.MaxValue;

    /// <summary>
    /// Whether a JPEG above the limits is halved, quartered or divided by eight while it is read (by its discrete cosine transform), as far as the limits
    /// need it. Width, height and all boxes are those of the smaller picture. A progressive JPEG is not shrunk: all its coefficients are in memory at once.
    /// </summary>
    /// <value>False by default: an image above the limits is refused.</value>
    public bool ShrinkJpegs { get; init; }

    /// <summary>
    /// The colour behind transparent pixels; null leaves transparency out and shows the colour that is stored under it, as Pillow's <c>convert("RGB")</c>
    /// does. That colour is often black, and black text on it is lost.
    /// </summary>
    /// <value>White by default.</value>
    public RgbColor? Background { get; init; } = RgbColor.White;

    /// <summary>Whether the EXIF orientation is applied, so that the picture stands upright. Pillow's <c>convert("RGB")</c> leaves it out.</summary>
    /// <value>True by default.</value>
    public bool ApplyOrientation { get; init; } = true;

    /// <summary>True when an image of this size may be decoded.</summary>
    internal bool Allow(PixelSize size) => size.Width <= MaxWidth && size.Height <= MaxHeight && size.Area <= MaxPixels;
}
