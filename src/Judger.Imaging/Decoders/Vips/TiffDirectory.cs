using System.Buffers.Binary;
using Judger.Imaging.Errors;

namespace Judger.Imaging.Decoders.Vips;

/// <summary>What the first directory of a TIFF says that libvips does not pass on (TIFF 6.0, section 2).</summary>
/// <param name="HasAlpha">True when the first extra sample is alpha, associated or not; libvips divides by it where it is associated.</param>
internal readonly record struct TiffDirectory(bool HasAlpha)
{
    private const int HeaderBytes = 8;
    private const int EntryBytes = 12;
    private const int InlineBytes = 4;
    private const int NewSubfileType = 254;
    private const int ExtraSamples = 338;
    private const int DngVersion = 50706;

    // Bits and kind of a sample, places and sizes of strips and tiles, colour map, JPEG's tables.
    private static readonly int[] NeededForPixels = [258, 273, 279, 320, 324, 325, ExtraSamples, 339, 347];

    // Of the types 1 to 12: BYTE, ASCII, SHORT, LONG, RATIONAL, and the signed ones and floating-point numbers.
    private static readonly int[] TypeBytes = [0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8];

    /// <summary>Reads the directory.</summary>
    /// <exception cref="UnsupportedImageException">It is that of a raw photo: its first picture is a small preview.</exception>
    /// <exception cref="CorruptImageException">What it refers to is not in the file. Without its colour map, libtiff gives other pixels.</exception>
    public static TiffDirectory Read(ReadOnlySpan<byte> tiff)
    {
        var (hasAlpha, isLittleEndian) = (false, tiff[0] == (byte)'I');
        if (tiff.Length < HeaderBytes || Int32(tiff[4..]) > tiff.Length - 2)
            throw new CorruptImageException(ImageFormat.Tiff, "its directory is not in the file");
        var at = (int)Int32(tiff[4..]);
        var entries = tiff[(at + 2)..];
        for (int left = Int16(tiff[at..]); left > 0; left--, entries = entries[EntryBytes..])
        {
            if (entries.Length < EntryBytes) throw new CorruptImageException(ImageFormat.Tiff, "its directory ends too early");
            var (tag, type, count) = (Int16(entries), Int16(entries[2..]), Int32(entries[4..]));
            var bytes = (long)count * TypeBytes[Math.Min(type, TypeBytes.Length - 1)];
            var value = entries[8..];
            if (bytes > InlineBytes && NeededForPixels.Contains(tag))
            {
                if (Int32(value) + bytes > tiff.Length) throw new CorruptImageException(ImageFormat.Tiff, $"the value of its tag {tag} is not in the file");
                value = tiff[(int)Int32(value)..];
            }

            if (tag == DngVersion || (tag == NewSubfileType && (Int32(value) & 1) != 0)) throw new UnsupportedImageException("a raw photo, such as DNG or NEF");
            if (tag == ExtraSamples && count > 0) hasAlpha = Int16(value) is 1 or 2;
        }

        return new(hasAlpha);

        ushort Int16(ReadOnlySpan<byte> from) => isLittleEndian ? BinaryPrimitives.ReadUInt16LittleEndian(from) : BinaryPrimitives.ReadUInt16BigEndian(from);

        uint Int32(ReadOnlySpan<byte> from) => isLittleEndian ? BinaryPrimitives.ReadUInt32LittleEndian(from) : BinaryPrimitives.ReadUInt32BigEndian(from);
    }
}
