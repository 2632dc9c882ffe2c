using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using Judger.Imaging.Errors;
using Judger.Imaging.Pixels;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.Formats.Bmp;
using SixLabors.ImageSharp.Formats.Pbm;
using SixLabors.ImageSharp.Formats.Tga;
using SixLabors.ImageSharp.Memory;
using SixLabors.ImageSharp.PixelFormats;

namespace Judger.Imaging.Decoders.Sharp;

/// <summary>
/// ImageSharp, set up for bytes from strangers: its decoders of BMP, Netpbm and TGA and no others, and no more memory than the limit of pixels needs. Its
/// GIF and TIFF decoders, which have a history of writing out of bounds (CVE-2024-41131, CVE-2025-27598, CVE-2026-106117), are not there.
/// </summary>
internal static class SharpLibrary
{
    // The widest pixel that is decoded to has six bytes; the run lengths of a BMP need two for each pixel beside it.
    private const int MaxBytesPerPixel = 8;

    /// <summary>The library's own pixels, the runs of a BMP or TGA, and the picture that is made of them.</summary>
    public const int PeakBytesPerPixel = MaxBytesPerPixel + (2 * RgbImage.Channels);

    private static readonly ConcurrentDictionary<int, Configuration> Configurations = new();

    /// <summary>ImageSharp with the three decoders, for images of at most this many pixels.</summary>
    public static Configuration ConfigurationFor(long maxPixels) =>
        Configurations.GetOrAdd((int)((maxPixels * MaxBytesPerPixel) >> 20) + 1, Create);

    /// <summary>Decodes to 8-bit RGB, without alpha.</summary>
    public static RgbImage DecodeRgb(byte[] bytes, ImageFormat format, long maxPixels, int padding = 0)
    {
        using var image = Decode<Rgb24>(bytes, format, maxPixels, padding);
        var result = new RgbImage(image.Width, image.Height);
        image.CopyPixelDataTo(result.Pixels);
        return result;
    }

    /// <summary>Decodes to 8-bit RGB on a background; null leaves alpha out.</summary>
    public static RgbImage DecodeRgba(byte[] bytes, ImageFormat format, long maxPixels, RgbColor? background, int padding = 0)
    {
        using var image = Decode<Rgba32>(bytes, format, maxPixels, padding);
        var result = new RgbImage(image.Width, image.Height);
        image.ProcessPixelRows(rows =>
        {
            for (var y = 0; y < rows.Height; y++)
            {
                var row = MemoryMarshal.AsBytes(rows.GetRowSpan(y));
                Transparency.Flatten(row, RgbImage.Channels, result.Pixels.AsSpan(y * result.Stride, result.Stride), background);
            }
        });
        return result;
    }

    /// <summary>Decodes to the library's own image. Bytes that end before the image does are an error.</summary>
    /// <param name="bytes">The file.</param>
    /// <param name="format">Its format.</param>
    /// <param name="maxPixels">The most pixels that it may have.</param>
    /// <param name="padding">Bytes that may be missing at its end.</param>
    /// <exception cref="ImageException">The bytes are damaged, incomplete or of a kind that is not decoded.</exception>
    public static Image<TPixel> Decode<TPixel>(byte[] bytes, ImageFormat format, long maxPixels, int padding = 0)
        where TPixel : unmanaged, IPixel<TPixel>
    {
        var configuration = ConfigurationFor(maxPixels);
        var decoder = configuration.ImageFormatsManager.FindDecoder(format switch
        {
            ImageFormat.Bmp => BmpFormat.Instance,
            ImageFormat.Tga => TgaFormat.Instance,
            _ => PbmFormat.Instance,
        });
        try
        {
            using var stream = new StrictStream(bytes, padding);
            return decoder.Decode<TPixel>(configuration, stream, CancellationToken.None);
        }
        catch (NotSupportedException exception)
        {
            throw new UnsupportedImageException($"an uncommon variant of {format.Name()}", exception);
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            // Damaged files end in exceptions of many types: of indices, of arithmetic, of the stream.
            throw new CorruptImageException(format, exception.Message, exception);
        }
    }

    private static Configuration Create(int megabytes)
    {
        var configuration = new Configuration(new BmpConfigurationModule(), new PbmConfigurationModule(), new TgaConfigurationModule())
        {
            MemoryAllocator = MemoryAllocator.Create(new() { AllocationLimitMegabytes = megabytes, MaximumPoolSizeMegabytes = 0 }),

            // Nothing is read ahead, so that reading beyond the end is the decoder's own doing and can be an error.
            StreamProcessingBufferSize = 1,
        };

        // Pillow's choice too.
        configuration.ImageFormatsManager.SetDecoder(
            BmpFormat.Instance, new BmpDecoder { RleSkippedPixelHandling = RleSkippedPixelHandling.FirstColorOfPalette });
        return configuration;
    }
}
