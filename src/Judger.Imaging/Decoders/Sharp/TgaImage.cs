using System.Buffers.Binary;
using Judger.Imaging.Errors;
using Judger.Imaging.Pixels;

namespace Judger.Imaging.Decoders.Sharp;

/// <summary>A Truevision TGA, told by a header that makes sense: the format has no signature at its beginning.</summary>
internal sealed class TgaImage : OpenedImage
{
    private const int HeaderBytes = 18;
    private const int Mapped = 1;
    private const int Grey = 3;
    private const int RunLengths = 8;

    private readonly long _maxPixels;

    private TgaImage(PixelSize size, long maxPixels)
    {
        Size = size;
        _maxPixels = maxPixels;
    }

    public override PixelSize Size { get; }

    public override int PeakBytesPerPixel => SharpLibrary.PeakBytesPerPixel;

    /// <summary>True when the bytes begin with the header of a TGA of a kind that exists.</summary>
    public static bool IsPlausible(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < HeaderBytes || bytes[1] > 1 || bytes[2] is not (1 or 2 or 3 or 9 or 10 or 11)) return false;
        var (hasMap, kind, depth) = (bytes[1] == 1, bytes[2] & ~RunLengths, bytes[16]);
        var isMapSound = hasMap ? bytes[7] is 15 or 16 or 24 or 32 && UInt16(bytes, 5) is > 0 and <= 256 : bytes[3..8].IndexOfAnyExcept((byte)0) < 0;
        var isDepthSound = kind switch { Mapped => hasMap && depth == 8, Grey => depth is 8 or 16, _ => depth is 15 or 16 or 24 or 32 };
        return isMapSound && isDepthSound && UInt16(bytes, 12) > 0 && UInt16(bytes, 14) > 0 && (bytes[17] & 0xC0) == 0;
    }

    public static TgaImage Open(ReadOnlySpan<byte> bytes, ImageDecodeOptions options)
    {
        var size = new PixelSize(UInt16(bytes, 12), UInt16(bytes, 14));
        return options.Allow(size) ? new(size, options.MaxPixels) : throw ImageTooLargeException.Pixels(size, options);
    }

    public override RgbImage Read(ReadOnlySpan<byte> bytes, RgbColor? background)
    {
        var (kind, depth, alphaBits) = (bytes[2] & ~RunLengths, bytes[16], bytes[17] & 0x0F);
        var isAlphaPossible = kind switch { Mapped => bytes[7] == 32, Grey => depth == 16, _ => depth == 32 };
        var plain = Plain(bytes);
        if (isAlphaPossible && alphaBits == 8) return SharpLibrary.DecodeRgba(plain, ImageFormat.Tga, _maxPixels, background);
        var image = SharpLibrary.DecodeRgb(plain, ImageFormat.Tga, _maxPixels);
        if (kind == Mapped ? bytes[7] <= 16 : kind != Grey && depth <= 16) new Levels(31, 31, 31).Apply(image);
        return image;
    }

    // As ImageSharp reads it: no text, a colour map only where pixels are indices, and one that begins with the first colour.
    private static byte[] Plain(ReadOnlySpan<byte> bytes)
    {
        var (isMapped, first, count) = ((bytes[2] & ~RunLengths) == Mapped, UInt16(bytes, 3), UInt16(bytes, 5));
        var colorBytes = (bytes[7] + 7) / 8;
        var mapAt = Math.Min(HeaderBytes + bytes[0], bytes.Length);
        var pixelsAt = Math.Min(mapAt + (count * colorBytes), bytes.Length);
        byte[] plain =
        [
            .. bytes[..HeaderBytes], .. isMapped ? new byte[first * colorBytes] : [], .. isMapped ? bytes[mapAt..pixelsAt] : [], .. bytes[pixelsAt..],
        ];
        plain[0] = 0;
        plain.AsSpan(3, 5).Clear();
        plain[1] = (byte)(isMapped ? 1 : 0);
        if (!isMapped) return plain;
        BinaryPrimitives.WriteUInt16LittleEndian(plain.AsSpan(5), (ushort)(first + count));
        plain[7] = (byte)(8 * colorBytes);
        return plain;
    }

    private static int UInt16(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt16LittleEndian(bytes[at..]);
}
