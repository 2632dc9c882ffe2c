using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using Judger.Imaging.Errors;
using Judger.Imaging.Pixels;
using SixLabors.ImageSharp.PixelFormats;

namespace Judger.Imaging.Decoders.Sharp;

/// <summary>
/// A Netpbm image. Its header is read here and ImageSharp is given a plain one, because it takes dark pixels at the beginning for white space of the header,
/// scales samples by a whole number where the highest value is not 255 or 65,535, and reads samples of two bytes with the low byte first.
/// </summary>
internal sealed class PnmImage : OpenedImage
{
    private readonly PnmHeader _header;
    private readonly long _maxPixels;

    private PnmImage(PnmHeader header, long maxPixels) => (_header, _maxPixels) = (header, maxPixels);

    public override PixelSize Size => _header.Size;

    // Beside the picture and the library's, the samples as the library reads them, twice.
    public override int PeakBytesPerPixel => SharpLibrary.PeakBytesPerPixel + (2 * _header.Samples * (_header.IsWide ? 2 : 1));

    public static PnmImage Open(ReadOnlySpan<byte> bytes, ImageDecodeOptions options)
    {
        var header = PnmHeader.Read(bytes);
        return options.Allow(header.Size) ? new(header, options.MaxPixels) : throw ImageTooLargeException.Pixels(header.Size, options);
    }

    public override RgbImage Read(ReadOnlySpan<byte> bytes, RgbColor? background)
    {
        var raster = bytes[_header.RasterAt..];
        var (needed, header) = (_header.RasterBytes, _header);
        if (header.IsText)
        {
            raster = PnmText.Read(raster, header);
            header = header with { Kind = header.Samples == 3 ? 6 : 5 };
        }
        else if (raster.Length < needed)
        {
            throw new CorruptImageException(ImageFormat.Pnm, $"it has {raster.Length} bytes of pixels, not {needed}");
        }

        if (header.IsWide) raster = BytesSwapped(raster[..(int)needed]);

        // A row of ones keeps the pixels apart from the header.
        var size = header.Size;
        var row = new byte[header.RowBytes];
        row.AsSpan().Fill(1);
        var highest = header.IsBilevel ? "" : header.IsWide ? "65535\n" : "255\n";
        byte[] plain = [.. Encoding.ASCII.GetBytes($"P{header.Kind}\n{size.Width} {size.Height + 1}\n{highest}"), .. row, .. raster[..(int)needed]];
        return header.IsWide ? ReadWide(plain, header) : ReadNarrow(plain, header);
    }

    // The row above is within the limits: memory for eight bytes a pixel is.
    private RgbImage ReadNarrow(byte[] plain, PnmHeader header)
    {
        var result = new RgbImage(Size.Width, Size.Height);
        SharpLibrary.DecodeRgb(plain, ImageFormat.Pnm, _maxPixels).Pixels.AsSpan(result.Stride).CopyTo(result.Pixels);
        if (header.IsBilevel || header.Highest == byte.MaxValue) return result;
        var table = Scale(header.Highest);
        foreach (ref var sample in result.Pixels.AsSpan()) sample = table[Math.Min(sample, header.Highest)];
        return result;
    }

    private RgbImage ReadWide(byte[] plain, PnmHeader header)
    {
        var result = new RgbImage(Size.Width, Size.Height);
        var table = Scale(header.Highest);
        using var image = SharpLibrary.Decode<Rgb48>(plain, ImageFormat.Pnm, _maxPixels);
        image.ProcessPixelRows(rows =>
        {
            for (var y = 0; y < result.Height; y++)
            {
                var samples = MemoryMarshal.Cast<Rgb48, ushort>(rows.GetRowSpan(y + 1));
                var to = result.Pixels.AsSpan(y * result.Stride, result.Stride);
                for (var i = 0; i < to.Length; i++) to[i] = table[Math.Min(samples[i], header.Highest)];
            }
        });
        return result;
    }

    private static byte[] BytesSwapped(ReadOnlySpan<byte> wide)
    {
        var swapped = new byte[wide.Length];
        BinaryPrimitives.ReverseEndianness(MemoryMarshal.Cast<byte, ushort>(wide), MemoryMarshal.Cast<byte, ushort>(swapped.AsSpan()));
        return swapped;
    }

    // Pillow's, which rounds halves to the even number.
    private static byte[] Scale(int highest) => [.. Enumerable.Range(0, highest + 1).Select(value => (byte)Math.Round((double)value / highest * 255))];
}
