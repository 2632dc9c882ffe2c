using Judger.Imaging.Decoders;

namespace Judger.Grains.Images;

/// <summary>How a silo decodes images and what it keeps of them. All silos of a cluster need the same: boxes are in pixels of the decoded image.</summary>
public sealed class ImageOptions
{
    /// <summary>
    /// Bytes of decoded images that are kept, 3 a pixel; those whose last use is oldest go first. <value>At least zero, default 256 MiB.</value>
    /// </summary>
    public long DecodedBytes { get; set; } = 256L << 20;

    /// <summary>
    /// Most pixels of an image. Larger ones are refused before a pixel of them is decoded.
    /// <value>1 to 268,435,456 (16,384 x 16,384), default 67,108,864; three bytes each are kept in memory, up to ten are needed while decoding.</value>
    /// </summary>
    public long MaxPixels { get; set; } = ImageDecodeOptions.Default.MaxPixels;

    /// <summary>
    /// Whether a JPEG above the limits of pixels is shrunk to a half, a quarter or an eighth of its width and height while it is read, instead of refused.
    /// Boxes, crops and the record's sizes are then in pixels of the smaller picture. <value>Default false.</value>
    /// </summary>
    public bool ShrinkJpegs { get; set; }

    /// <summary>
    /// The colour behind transparent pixels. <value>white, black, #RRGGBB, or none: transparency is left out, as Pillow's convert("RGB") does. Default
    /// white.</value>
    /// </summary>
    public string Background { get; set; } = ImageBackground.Default;

    /// <summary>How images are decoded.</summary>
    /// <exception cref="InvalidOperationException">The options have errors.</exception>
    public ImageDecodeOptions Decoding() => ImageDecodeOptions.Default with
    {
        MaxPixels = MaxPixels,
        ShrinkJpegs = ShrinkJpegs,
        Background = ImageBackground.TryParse(Background, out var background) ? background : throw new InvalidOperationException(string.Join(' ', Errors())),
    };

    /// <summary>All that is wrong with the options, each error naming key and remedy.</summary>
    public IEnumerable<string> Errors()
    {
        if (DecodedBytes < 0) yield return $"Images:DecodedBytes is {DecodedBytes}; give zero or more.";
        if (MaxPixels is < 1 or > ImageDecodeOptions.LargestMaxPixels)
            yield return $"Images:MaxPixels is {MaxPixels}; give 1 to {ImageDecodeOptions.LargestMaxPixels}.";
        if (!ImageBackground.TryParse(Background, out _)) yield return $"Images:Background is \"{Background}\"; give {ImageBackground.Choices}.";
    }
}
