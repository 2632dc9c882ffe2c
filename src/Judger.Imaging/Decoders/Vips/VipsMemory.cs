using Judger.Imaging.Pixels;
using NetVips;

namespace Judger.Imaging.Decoders.Vips;

/// <summary>What decoding takes. Most decoders give rows one after another; some have the whole picture in memory first, in a form of their own.</summary>
internal static class VipsMemory
{
    /// <summary>Bytes for each pixel at the peak: the decoder's own, the samples where they are not the result, and the result.</summary>
    /// <param name="image">The image, whose header has been read.</param>
    /// <param name="format">Its format.</param>
    /// <param name="isStreamed">Of a JPEG: whether it is decoded without keeping all coefficients.</param>
    public static int PeakBytesPerPixel(Image image, ImageFormat format, bool isStreamed)
    {
        var sample = image.Format == Enums.BandFormat.Uchar ? 1 : 2;
        var samples = image.Bands == RgbImage.Channels ? 0 : Math.Min(image.Bands, 4);
        return RgbImage.Channels + samples + format switch
        {
            // Coefficients have two bytes.
            ImageFormat.Jpeg => 1 + (isStreamed ? 0 : 2 * image.Bands),

            // One that is interlaced is read as a whole.
            ImageFormat.Png => image.Contains("interlaced") ? sample * image.Bands : 0,

            // The lossless kind has its own pixels and those that it gives.
            ImageFormat.WebP => 9,
            ImageFormat.Gif => 9,

            // A file may be a single strip.
            ImageFormat.Tiff => 1 + (sample * image.Bands),

            // Planes of the video codec, and the picture that is made of them.
            _ => 12 * sample,
        };
    }
}
