using Judger.Imaging.Decoders.Vips;
using Judger.Imaging.Pixels;
using NetVips;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.Formats;
using SixLabors.ImageSharp.Formats.Jpeg;
using SixLabors.ImageSharp.Formats.Webp;
using SixLabors.ImageSharp.PixelFormats;

namespace Judger.Imaging.Encoders;

/// <summary>Encodes images for people and for external experts.</summary>
public static class ImageEncoder
{
    // Colours at full resolution: the outline of a box is two pixels wide. At 90 neither format shows blocks around it.
    private static readonly JpegEncoder Jpeg = new() { Quality = 90, ColorType = JpegColorType.YCbCrRatio444 };
    private static readonly WebpEncoder WebP = new() { FileFormat = WebpFileFormatType.Lossy, Quality = 90 };

    // Without a decoder.
    private static readonly Configuration Writing = new();

    /// <summary>Encodes an image as PNG: 8-bit RGB, lossless, without metadata.</summary>
    public static byte[] EncodePng(RgbImage image)
    {
        ArgumentNullException.ThrowIfNull(image);
        VipsLibrary.EnsureReady();
        using var pixels = NetVips.Image.NewFromMemory(image.Pixels, image.Width, image.Height, RgbImage.Channels, Enums.BandFormat.Uchar);
        return pixels.PngsaveBuffer(keep: Enums.ForeignKeep.None);
    }

    /// <summary>Encodes an image, without metadata.</summary>
    /// <exception cref="ArgumentException">The format cannot hold an image of this size.</exception>
    public static byte[] Encode(RgbImage image, PictureFormat format)
    {
        ArgumentNullException.ThrowIfNull(image);
        if (!format.Holds(image.Size)) throw new ArgumentException($"{format} cannot hold {image.Width} x {image.Height} pixels; write a PNG.", nameof(format));
        return format switch
        {
            PictureFormat.Jpeg => Encode(image, Jpeg),
            PictureFormat.WebP => Encode(image, WebP),
            _ => EncodePng(image),
        };
    }

    private static byte[] Encode(RgbImage image, IImageEncoder encoder)
    {
        using var pixels = SixLabors.ImageSharp.Image.WrapMemory<Rgb24>(Writing, image.Pixels.AsMemory(), image.Width, image.Height);
        using var encoded = new MemoryStream();
        pixels.Save(encoded, encoder);
        return encoded.ToArray();
    }
}
