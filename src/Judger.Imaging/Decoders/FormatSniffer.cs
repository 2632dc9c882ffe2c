using Judger.Imaging.Decoders.Sharp;
using Judger.Imaging.Errors;

namespace Judger.Imaging.Decoders;

/// <summary>Tells a format by the first bytes; names and declared types are not believed.</summary>
internal static class FormatSniffer
{
    /// <summary>The format of an image.</summary>
    /// <exception cref="UnsupportedImageException">It is none of those that are decoded.</exception>
    public static ImageFormat Detect(ReadOnlySpan<byte> bytes)
    {
        if (bytes.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF])) return ImageFormat.Jpeg;
        if (bytes.StartsWith((ReadOnlySpan<byte>)[0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A])) return ImageFormat.Png;
        if (bytes.Length >= 12 && bytes.StartsWith("RIFF"u8) && bytes[8..12].SequenceEqual("WEBP"u8)) return ImageFormat.WebP;
        if (bytes.StartsWith("GIF87a"u8) || bytes.StartsWith("GIF89a"u8)) return ImageFormat.Gif;
        if (MediaBrands.Of(bytes) is { } brands) return brands.IsAvif ? ImageFormat.Avif : throw new UnsupportedImageException(brands.Name);
        if (ForeignFormats.NameOf(bytes) is { } name) throw new UnsupportedImageException(name);
        if (bytes.StartsWith("II*\0"u8) || bytes.StartsWith("MM\0*"u8)) return ImageFormat.Tiff;
        if (bytes.StartsWith("BM"u8)) return ImageFormat.Bmp;
        if (PnmHeader.IsPlausible(bytes)) return ImageFormat.Pnm;
        return TgaImage.IsPlausible(bytes) ? ImageFormat.Tga : throw new UnsupportedImageException("of an unknown format");
    }
}
