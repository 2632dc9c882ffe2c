using Judger.Imaging.Decoders.Sharp;
using Judger.Imaging.Decoders.Vips;
using Judger.Imaging.Errors;
using Judger.Imaging.Pixels;

namespace Judger.Imaging.Decoders;

/// <summary>
/// Decodes images of unknown origin to RGB as Pillow does: grey and palettes are expanded, CMYK is converted by the plain formula, embedded colour profiles
/// are not applied. Transparent pixels are put on a background, which is white by default. Of 16-bit samples the high byte is kept. Of animations and
/// documents the first frame or page is decoded. Safe to call from several threads.
/// </summary>
public static class ImageDecoder
{
    /// <summary>Tells the format of an image by its first bytes.</summary>
    /// <exception cref="UnsupportedImageException">It is none of those that are decoded; the message says which it is.</exception>
    public static ImageFormat DetectFormat(ReadOnlySpan<byte> bytes) => FormatSniffer.Detect(bytes);

    /// <summary>Reads the header only, and checks it against the limits.</summary>
    /// <exception cref="ImageException">The image is empty, of another format, too large, or damaged.</exception>
    public static unsafe ImageHeader Identify(ReadOnlySpan<byte> bytes, ImageDecodeOptions? options = null)
    {
        fixed (byte* pinned = bytes)
        {
            using var image = Open(bytes, options ??= ImageDecodeOptions.Default, out var format);
            var swapped = options.ApplyOrientation && Orientation.SwapsSides(image.Orientation);
            return swapped ? new(format, image.Size.Height, image.Size.Width) : new(format, image.Size.Width, image.Size.Height);
        }
    }

    /// <summary>Decodes an image.</summary>
    /// <param name="bytes">The encoded image. What lies behind its end, such as the film of a motion photo, is ignored.</param>
    /// <param name="options">Limits, background and orientation; <see cref="ImageDecodeOptions.Default"/> when null.</param>
    /// <exception cref="ImageException">The image is empty, of another format, too large, or damaged.</exception>
    public static unsafe RgbImage Decode(ReadOnlySpan<byte> bytes, ImageDecodeOptions? options = null)
    {
        // libvips may read the encoded bytes in place, until the image is disposed of.
        fixed (byte* pinned = bytes)
        {
            using var image = Open(bytes, options ??= ImageDecodeOptions.Default, out _);
            var pixels = image.Read(bytes, options.Background);
            return options.ApplyOrientation ? Orientation.Apply(pixels, image.Orientation) : pixels;
        }
    }

    private static OpenedImage Open(ReadOnlySpan<byte> bytes, ImageDecodeOptions options, out ImageFormat format)
    {
        if (bytes.IsEmpty) throw new EmptyImageException();
        if (bytes.Length > options.MaxBytes) throw ImageTooLargeException.Bytes(bytes.Length, options.MaxBytes);
        format = FormatSniffer.Detect(bytes);
        return format switch
        {
            ImageFormat.Bmp => BmpImage.Open(bytes, options),
            ImageFormat.Pnm => PnmImage.Open(bytes, options),
            ImageFormat.Tga => TgaImage.Open(bytes, options),
            _ => VipsImage.Open(bytes, format, options),
        };
    }
}
