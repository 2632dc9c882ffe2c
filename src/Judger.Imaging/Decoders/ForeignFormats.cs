using System.Text;

namespace Judger.Imaging.Decoders;

/// <summary>Formats that are not decoded, by their signatures, so that a refusal can say what the file is.</summary>
internal static class ForeignFormats
{
    // Text may begin with a byte order mark and white space; an SVG's element comes within its first kilobyte.
    private const int TextBytes = 1024;

    private static readonly (string Signature, string Name)[] Signatures =
    [
        ("%PDF", "a PDF document"),
        ("%!PS", "a PostScript file (EPS)"),
        ("\u00C5\u00D0\u00D3\u00C6", "a PostScript file (EPS)"),
        ("\0\0\0\u000CJXL \r\n\u0087\n", "a JPEG XL image"),
        ("\u00FF\u000A", "a JPEG XL image"),
        ("\0\0\0\u000CjP  \r\n\u0087\n", "a JPEG 2000 image"),
        ("\u00FF\u004F\u00FF\u0051", "a JPEG 2000 image"),
        ("II\u00BC\u0001", "a JPEG XR image"),
        ("II+\0", "a BigTIFF"),
        ("MM\0+", "a BigTIFF"),
        ("\0\0\u0001\0", "an ICO icon"),
        ("\0\0\u0002\0\u0001\0", "a CUR cursor"),
        ("icns", "an ICNS icon"),
        ("8BPS", "a PSD (Photoshop) file"),
        ("gimp xcf", "an XCF (GIMP) file"),
        ("P7\n", "a PAM image"),
        ("PF\n", "a PFM image"),
        ("Pf\n", "a PFM image"),
        ("v/1\u0001", "an OpenEXR image"),
        ("#?RADIANCE", "a Radiance HDR image"),
        ("#?RGBE", "a Radiance HDR image"),
        ("qoif", "a QOI image"),
        ("FLIF", "a FLIF image"),
        ("BPG\u00FB", "a BPG image"),
        ("DDS ", "a DDS texture"),
        ("\u00ABKTX ", "a KTX texture"),
        ("\u000A\u0005\u0001\u0008", "a PCX image"),
        ("\u0001\u00DA", "an SGI image"),
        ("\u0059\u00A6\u006A\u0095", "a Sun raster image"),
        ("/* XPM */", "an XPM image"),
        ("#define ", "an XBM image or C text"),
        ("SIMPLE  =", "a FITS file"),
        ("\u00D7\u00CD\u00C6\u009A", "a WMF drawing"),
        ("AT&TFORM", "a DjVu document"),
        ("FUJIFILMCCD-RAW", "a Fujifilm raw photo"),
        ("IIU\0", "a Panasonic raw photo"),
        ("IIRO", "an Olympus raw photo"),
        ("IIRS", "an Olympus raw photo"),
        ("FOVb", "a Sigma raw photo"),
        ("\u001AE\u00DF\u00A3", "a Matroska or WebM video"),
        ("FLV\u0001", "a Flash video"),
        ("OggS", "an Ogg file"),
        ("\0\0\u0001\u00BA", "an MPEG video"),
        ("ID3", "an MP3 audio file"),
        ("PK\u0003\u0004", "a ZIP archive or an office document"),
        ("\u001F\u008B", "a gzip file"),
        ("\u00D0\u00CF\u0011\u00E0", "an office document"),
        ("7z\u00BC\u00AF", "a 7-Zip archive"),
        ("Rar!", "a RAR archive"),
        ("version https://git-lfs", "a Git LFS pointer file"),
    ];

    /// <summary>What the bytes are, with an article; null where no signature fits.</summary>
    public static string? NameOf(ReadOnlySpan<byte> bytes)
    {
        var head = Encoding.Latin1.GetString(bytes[..Math.Min(bytes.Length, TextBytes)]);
        foreach (var (signature, name) in Signatures)
        {
            if (head.StartsWith(signature, StringComparison.Ordinal)) return name;
        }

        if (head.StartsWith("RIFF", StringComparison.Ordinal)) return Riff(head);
        if (head.Length > 12 && head.StartsWith("II*\0", StringComparison.Ordinal) && head[8..].StartsWith("CR", StringComparison.Ordinal))
            return "a Canon CR2 raw photo";
        if (head.Length > 16 && head.StartsWith("BA", StringComparison.Ordinal) && head[14..].StartsWith("BM", StringComparison.Ordinal))
            return "an OS/2 bitmap array";
        if (head.Length > 44 && head.StartsWith("\u0001\0\0\0", StringComparison.Ordinal) && head[40..44] == " EMF") return "an EMF drawing";
        return head.Length > 132 && head[128..132] == "DICM" ? "a DICOM file" : Text(head);
    }

    private static string? Riff(string head) => head.Length < 12 ? null : head[8..12] switch
    {
        "AVI " => "an AVI video",
        "WAVE" => "a WAVE audio file",
        _ => null,
    };

    private static string? Text(string head)
    {
        // A TGA may begin with the code of a bracket.
        if (head.Contains('\0', StringComparison.Ordinal)) return null;
        var text = head.TrimStart('\u00EF', '\u00BB', '\u00BF', ' ', '\t', '\r', '\n');
        if (text.StartsWith('{') || text.StartsWith('[')) return "JSON text";
        if (!text.StartsWith('<')) return null;
        return text.Contains("<svg", StringComparison.OrdinalIgnoreCase) ? "an SVG drawing" : "XML or HTML text";
    }
}
