using System.Buffers.Binary;
using System.Numerics;
using Judger.Imaging.Errors;
using Judger.Imaging.Pixels;

namespace Judger.Imaging.Decoders.Sharp;

/// <summary>
/// A Windows or OS/2 bitmap. Its header is read here too, because ImageSharp reserves whatever memory the header asks for before it looks further.
/// </summary>
internal sealed class BmpImage : OpenedImage
{
    private const int FileHeaderBytes = 14;
    private const int CoreHeaderBytes = 12;
    private const int HeaderBytesWithAlphaMask = 56;
    private const int Os2HeaderBytes = 64;
    private const int BitFields = 3;
    private const int AlphaBitFields = 6;

    // What ImageSharp reads behind the runs of a compressed bitmap.
    private const int MostPadding = 3;

    private readonly long _maxPixels;
    private readonly int _padding;
    private readonly bool _hasAlpha;
    private readonly Levels? _levels;

    private BmpImage(PixelSize size, long maxPixels, int padding, bool hasAlpha, Levels? levels)
    {
        Size = size;
        (_maxPixels, _padding, _hasAlpha, _levels) = (maxPixels, padding, hasAlpha, levels);
    }

    public override PixelSize Size { get; }

    public override int PeakBytesPerPixel => SharpLibrary.PeakBytesPerPixel;

    public static BmpImage Open(ReadOnlySpan<byte> bytes, ImageDecodeOptions options)
    {
        if (bytes.Length < FileHeaderBytes + CoreHeaderBytes) throw Corrupt("the header ends too early");
        var (pixelsAt, headerBytes) = (Int32(bytes, 10), Int32(bytes, 14));
        var isCore = headerBytes == CoreHeaderBytes;
        var isHeaderKnown = headerBytes is CoreHeaderBytes or 16 or 40 or 52 or HeaderBytesWithAlphaMask or Os2HeaderBytes or 108 or 124;
        if (!isHeaderKnown || bytes.Length < FileHeaderBytes + headerBytes)
            throw Corrupt($"its header declares {headerBytes} bytes");
        if (pixelsAt < FileHeaderBytes + headerBytes || pixelsAt > bytes.Length) throw Corrupt("its pixels would begin outside of the file");

        var (width, height) = isCore ? (UInt16(bytes, 18), UInt16(bytes, 20)) : (Int32(bytes, 18), Int32(bytes, 22));
        var bitsPerPixel = UInt16(bytes, isCore ? 24 : 28);
        var compression = isCore || headerBytes == 16 ? 0 : Int32(bytes, 30);
        if (width <= 0 || height is 0 or int.MinValue) throw Corrupt($"its header declares {width} x {height} pixels");
        if (bitsPerPixel is not (1 or 2 or 4 or 8 or 16 or 24 or 32)) throw new UnsupportedImageException($"a BMP with {bitsPerPixel} bits a pixel");
        if (compression is 4 or 5 && headerBytes != Os2HeaderBytes) throw new UnsupportedImageException("a BMP that holds a JPEG or PNG");

        // A negative height means that the rows go from top to bottom.
        var size = new PixelSize(width, Math.Abs(height));
        if (!options.Allow(size)) throw ImageTooLargeException.Pixels(size, options);

        // The masks follow the smallest header and lie at the same place inside of the larger ones.
        var hasMasks = compression is BitFields or AlphaBitFields && bytes.Length >= 70;
        var hasAlpha = hasMasks && bitsPerPixel == 32 && (headerBytes >= HeaderBytesWithAlphaMask || compression == AlphaBitFields) && Int32(bytes, 66) != 0;
        Levels? levels = bitsPerPixel != 16 ? null
            : hasMasks ? new(LevelsOf(bytes, 54), LevelsOf(bytes, 58), LevelsOf(bytes, 62))
            : new(31, 31, 31);

        // Rows are padded to four bytes, and some programs leave out the padding of the last.
        var rowBytes = (((long)width * bitsPerPixel) + 7) / 8;
        var padding = compression is 0 or BitFields or AlphaBitFields ? (int)((4 - (rowBytes % 4)) % 4) : MostPadding;
        return new(size, options.MaxPixels, padding, hasAlpha, levels);
    }

    public override RgbImage Read(ReadOnlySpan<byte> bytes, RgbColor? background)
    {
        if (_hasAlpha) return SharpLibrary.DecodeRgba(bytes.ToArray(), ImageFormat.Bmp, _maxPixels, background, _padding);
        var image = SharpLibrary.DecodeRgb(bytes.ToArray(), ImageFormat.Bmp, _maxPixels, _padding);
        _levels?.Apply(image);
        return image;
    }

    private static int LevelsOf(ReadOnlySpan<byte> bytes, int maskAt) => Math.Clamp((1 << BitOperations.PopCount((uint)Int32(bytes, maskAt))) - 1, 1, 255);

    private static int Int32(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadInt32LittleEndian(bytes[at..]);

    private static int UInt16(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt16LittleEndian(bytes[at..]);

    private static CorruptImageException Corrupt(string detail) => new(ImageFormat.Bmp, detail);
}
