namespace Judger.Imaging.Decoders;

/// <summary>The brands of an ISO media file (ISO/IEC 14496-12): stills such as AVIF and HEIC, and films.</summary>
/// <param name="IsAvif">True for AVIF, which is decoded.</param>
/// <param name="Name">What the file is, for a message.</param>
internal sealed record MediaBrands(bool IsAvif, string Name)
{
    private const int MaxBrands = 64;

    // In this order: a still that is both is decoded, and a film lists the brands of other films.
    private static readonly (string Name, string[] Brands)[] Known =
    [
        ("an AVIF image", ["avif", "avis"]),
        ("a HEIC photo", ["heic", "heix", "heim", "heis", "hevc", "hevx", "hevm", "hevs"]),
        ("a Canon CR3 raw photo", ["crx "]),
        ("a JPEG 2000 image in an HEIF file", ["j2ki", "j2is"]),
        ("an HEIF image", ["mif1", "mif2", "msf1", "miaf"]),
        ("a QuickTime video (MOV)", ["qt  "]),
        ("an MP4 video", ["isom", "iso2", "iso4", "iso5", "iso6", "mp41", "mp42", "avc1", "dash", "M4V ", "MSNV", "3gp4", "3gp5", "3gp6", "3g2a"]),
        ("an MP4 audio file", ["M4A ", "M4B "]),
    ];

    /// <summary>The brands of a file, its main brand first; null where the bytes are not an ISO media file.</summary>
    public static MediaBrands? Of(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < 12) return null;
        if (bytes[4..8].SequenceEqual("moov"u8) || bytes[4..8].SequenceEqual("mdat"u8) || bytes[4..8].SequenceEqual("wide"u8))
            return new(false, "a QuickTime video (MOV)");
        if (!bytes[4..8].SequenceEqual("ftyp"u8)) return null;

        // Brands that are listed as compatible tell what the general ones, such as mif1, stand for.
        var size = (int)Math.Min(System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(bytes), Math.Min(bytes.Length, 16 + (4 * MaxBrands)));
        List<string> brands = [Brand(bytes[8..])];
        for (var at = 16; at + 4 <= size; at += 4) brands.Add(Brand(bytes[at..]));
        foreach (var (name, known) in Known)
        {
            if (known.Intersect(brands).Any()) return new(known == Known[0].Brands, name);
        }

        return new(false, "a video or another ISO media file");
    }

    private static string Brand(ReadOnlySpan<byte> bytes) => System.Text.Encoding.Latin1.GetString(bytes[..4]);
}
