using Judger.Imaging.Decoders;
using Judger.Imaging.Pixels;
using NetVips;

namespace Judger.Imaging.Encoders;

/// <summary>Encodes images for people and for external experts.</summary>
public static class ImageEncoder
{
    /// <summary>Encodes an image as PNG: 8-bit RGB, lossless, without metadata.</summary>
    public static byte[] EncodePng(RgbImage image)
    {
        ArgumentNullException.ThrowIfNull(image);
        VipsLibrary.EnsureReady();
        using var pixels = Image.NewFromMemory(image.Pixels, image.Width, image.Height, RgbImage.Channels, Enums.BandFormat.Uchar);
        return pixels.PngsaveBuffer(keep: Enums.ForeignKeep.None);
    }
}
