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
    // Buffers of every decoder, whatever the size of the image.
    private const long LeastMemory = 1 << 20;

    /// <summary>Tells the format of an image by its first bytes.</summary>
    /// <exception cref="UnsupportedImageException">It is none of those that are decoded; the message says which it is.</exception>
    public static ImageFormat DetectFormat(ReadOnlySpan<byte> bytes) => FormatSniffer.Detect(bytes);

    /// <summary>Reads the header only, and checks it against the limits.</summary>
    /// <exception cref="ImageException">The image is empty, of another format, too large, or damaged.</exception>
    public static ImageHeader Identify(ReadOnlySpan<byte> bytes, ImageDecodeOptions? options = null) => Measure(bytes, options).Header;

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

    /// <summary>Reads the header only: what it says, and how many bytes of memory decoding takes at its peak, the result included.</summary>
    /// <exception cref="ImageException">The image is empty, of another format, too large, or damaged.</exception>
    public static unsafe (ImageHeader Header, long PeakMemory) Measure(ReadOnlySpan<byte> bytes, ImageDecodeOptions? options = null)
    {
        fixed (byte* pinned = bytes)
        {
            using var image = Open(bytes, options ??= ImageDecodeOptions.Default, out var format);
            var swapped = options.ApplyOrientation && Orientation.SwapsSides(image.Orientation);
            var (width, height) = swapped ? (image.Size.Height, image.Size.Width) : (image.Size.Width, image.Size.Height);
            return (new(format, width, height), PeakMemory(image, bytes.Length, options));
        }
    }

    // Some decoders want the file once more, in another form. Turning a picture upright makes another one.
    private static long PeakMemory(OpenedImage image, long fileBytes, ImageDecodeOptions options) => LeastMemory + (2 * fileBytes)
        + (image.Size.Area * (image.PeakBytesPerPixel + (options.ApplyOrientation && image.Orientation != 1 ? RgbImage.Channels : 0)));

    private static OpenedImage Open(ReadOnlySpan<byte> bytes, ImageDecodeOptions options, out ImageFormat format)
    {
        if (bytes.IsEmpty) throw new EmptyImageException();
        if (bytes.Length > options.MaxBytes) throw ImageTooLargeException.Bytes(bytes.Length, options.MaxBytes);
        format = FormatSniffer.Detect(bytes);
        OpenedImage image = format switch
        {
            ImageFormat.Bmp => BmpImage.Open(bytes, options),
            ImageFormat.Pnm => PnmImage.Open(bytes, options),
            ImageFormat.Tga => TgaImage.Open(bytes, options),
            _ => VipsImage.Open(bytes, format, options),
        };
        var memory = PeakMemory(image, bytes.Length, options);
        if (memory <= options.MaxMemory) return image;
        image.Dispose();
        throw ImageTooLargeException.Memory(image.Size, memory, options.MaxMemory);
    }
}
