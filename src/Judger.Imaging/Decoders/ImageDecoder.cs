using Judger.Imaging.Errors;
using Judger.Imaging.Pixels;
using NetVips;

namespace Judger.Imaging.Decoders;

/// <summary>
/// Decodes JPEG, PNG and WebP of unknown origin to RGB, as Pillow's <c>convert("RGB")</c> does: alpha is dropped, grey and palettes are expanded, CMYK is
/// converted by the plain formula, embedded colour profiles are not applied. Of 16-bit samples the high byte is kept. Safe to call from several threads.
/// </summary>
public static class ImageDecoder
{
    // Each scan of a progressive JPEG is a pass over all pixels and may be a few bytes long; real files have about ten.
    private const int MaxJpegScans = 100;

    /// <summary>Reads the header only, and checks it against the limits.</summary>
    /// <exception cref="ImageException">The image is empty, of another format, too large, or damaged.</exception>
    public static unsafe ImageHeader Identify(ReadOnlySpan<byte> bytes, ImageDecodeOptions? options = null)
    {
        fixed (byte* pinned = bytes)
        {
            using var image = Open(bytes, options ??= ImageDecodeOptions.Default, out var format);
            var swapped = options.ApplyOrientation && Orientation.SwapsSides(Orientation.Of(image));
            return swapped ? new(format, image.Height, image.Width) : new(format, image.Width, image.Height);
        }
    }

    /// <summary>Decodes an image.</summary>
    /// <param name="bytes">The encoded image.</param>
    /// <param name="options">Limits and orientation; <see cref="ImageDecodeOptions.Default"/> when null.</param>
    /// <exception cref="ImageException">The image is empty, of another format, too large, or damaged.</exception>
    public static unsafe RgbImage Decode(ReadOnlySpan<byte> bytes, ImageDecodeOptions? options = null)
    {
        // libvips may read the encoded bytes in place, until the image is disposed of.
        fixed (byte* pinned = bytes)
        {
            using var image = Open(bytes, options ??= ImageDecodeOptions.Default, out var format);
            try
            {
                var upright = RgbConversion.Convert(image);
                return options.ApplyOrientation ? Orientation.Apply(upright, Orientation.Of(image)) : upright;
            }
            catch (VipsException exception)
            {
                throw new CorruptImageException(format, exception.Message, exception);
            }
        }
    }

    private static Image Open(ReadOnlySpan<byte> bytes, ImageDecodeOptions options, out ImageFormat format)
    {
        if (bytes.IsEmpty) throw new EmptyImageException();
        if (bytes.Length > options.MaxBytes) throw ImageTooLargeException.Bytes(bytes.Length, options.MaxBytes);
        format = FormatSniffer.Detect(bytes);
        if (format == ImageFormat.Jpeg && bytes.Count((ReadOnlySpan<byte>)[0xFF, 0xDA]) > MaxJpegScans)
            throw new CorruptImageException(format, $"more than {MaxJpegScans} scans");

        VipsLibrary.EnsureReady();
        Image? image = null;
        try
        {
            image = Image.NewFromBuffer(bytes, access: Enums.Access.Sequential, failOn: Enums.FailOn.Error);
            if (image.Width > options.MaxWidth || image.Height > options.MaxHeight || (long)image.Width * image.Height > options.MaxPixels)
                throw ImageTooLargeException.Pixels(image.Width, image.Height, options);
            return image;
        }
        catch (VipsException exception)
        {
            throw new CorruptImageException(format, exception.Message, exception);
        }
        catch (ImageTooLargeException)
        {
            image?.Dispose();
            throw;
        }
    }
}
