namespace Judger.Imaging.Encoders;

/// <summary>What is to be known of the formats in which pictures are written.</summary>
public static class PictureFormats
{
    // The widths and heights that the formats can express, less than which no limit of this project is.
    private const int MaxWebPSide = 16_383;
    private const int MaxJpegSide = 65_535;

    /// <summary>All formats; of two that are as good as each other, the first.</summary>
    public static IReadOnlyList<PictureFormat> All { get; } = [PictureFormat.Png, PictureFormat.WebP, PictureFormat.Jpeg];

    /// <summary>The media type, such as image/png.</summary>
    public static string MediaType(this PictureFormat format) => $"image/{format.ToString().ToLowerInvariant()}";

    /// <summary>True when a picture of this size can be written.</summary>
    public static bool Holds(this PictureFormat format, PixelSize size) => Math.Max(size.Width, size.Height) <= format switch
    {
        PictureFormat.WebP => MaxWebPSide,
        PictureFormat.Jpeg => MaxJpegSide,
        _ => int.MaxValue,
    };

    /// <summary>Bytes for each pixel that encoding takes at its peak, beside the picture itself: measured on noise, the worst case.</summary>
    public static int PeakBytesPerPixel(this PictureFormat format) => format == PictureFormat.WebP ? 18 : 6;

    /// <summary>The format that a file's name ends with: JPEG for .jpg and .jpeg, WebP for .webp, PNG for all others.</summary>
    public static PictureFormat OfFile(string path) => Path.GetExtension(path).ToUpperInvariant() switch
    {
        ".JPG" or ".JPEG" => PictureFormat.Jpeg,
        ".WEBP" => PictureFormat.WebP,
        _ => PictureFormat.Png,
    };
}
