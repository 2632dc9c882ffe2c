using Judger.Imaging.Errors;

namespace Judger.Imaging.Decoders;

/// <summary>Tells a format by the first bytes; names and declared types are not believed.</summary>
internal static class FormatSniffer
{
    private static readonly (byte[] Signature, string Name)[] Foreign =
    [
        ("GIF8"u8.ToArray(), "a GIF"),
        ("II*\0"u8.ToArray(), "a TIFF"),
        ("MM\0*"u8.ToArray(), "a TIFF"),
        ("BM"u8.ToArray(), "a BMP"),
        ("%PDF"u8.ToArray(), "a PDF document"),
        ("<"u8.ToArray(), "SVG, XML or HTML text"),
        ("{"u8.ToArray(), "JSON text"),
    ];

    /// <summary>The format of an image.</summary>
    /// <exception cref="UnsupportedImageException">It is none of those that are decoded.</exception>
    public static ImageFormat Detect(ReadOnlySpan<byte> bytes)
    {
        if (bytes.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF])) return ImageFormat.Jpeg;
        if (bytes.StartsWith((ReadOnlySpan<byte>)[0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A])) return ImageFormat.Png;
        if (bytes.Length >= 12 && bytes.StartsWith("RIFF"u8) && bytes[8..12].SequenceEqual("WEBP"u8)) return ImageFormat.WebP;
        throw new UnsupportedImageException(Describe(bytes));
    }

    private static string Describe(ReadOnlySpan<byte> bytes)
    {
        foreach (var (signature, name) in Foreign)
        {
            if (bytes.StartsWith(signature)) return name;
        }

        return bytes.Length >= 12 && bytes[4..8].SequenceEqual("ftyp"u8) ? "an HEIF, AVIF or video file" : "of an unknown format";
    }
}
