using Judger.Imaging.Errors;

namespace Judger.Imaging.Decoders.Sharp;

/// <summary>The header of a Netpbm image (netpbm.sourceforge.net, pbm, pgm and ppm).</summary>
/// <param name="Kind">The digit of its signature: 1 and 4 for bilevel, 2 and 5 for grey, 3 and 6 for RGB.</param>
/// <param name="Size">Width and height in pixels.</param>
/// <param name="Highest">The sample that stands for full brightness, 1 to 65,535.</param>
/// <param name="RasterAt">Where the pixels begin.</param>
internal sealed record PnmHeader(int Kind, PixelSize Size, int Highest, int RasterAt)
{
    private const int MaxSide = 1 << 24;

    /// <summary>True where pixels are written as decimal numbers.</summary>
    public bool IsText => Kind <= 3;

    /// <summary>True where a pixel is a bit.</summary>
    public bool IsBilevel => Kind is 1 or 4;

    /// <summary>True where a sample has two bytes.</summary>
    public bool IsWide => Highest > 255;

    /// <summary>Samples of a pixel.</summary>
    public int Samples => Kind is 3 or 6 ? 3 : 1;

    /// <summary>Bytes of a row.</summary>
    public int RowBytes => Kind == 4 ? (Size.Width + 7) / 8 : Size.Width * Samples * (IsWide ? 2 : 1);

    /// <summary>Bytes of all rows.</summary>
    public long RasterBytes => (long)RowBytes * Size.Height;

    /// <summary>True when the bytes begin as such an image does.</summary>
    public static bool IsPlausible(ReadOnlySpan<byte> bytes) =>
        bytes.Length > 2 && bytes[0] == 'P' && bytes[1] is >= (byte)'1' and <= (byte)'6' && (IsSpace(bytes[2]) || bytes[2] == '#');

    /// <summary>Reads a header.</summary>
    /// <exception cref="CorruptImageException">It ends too early or its numbers make no sense.</exception>
    public static PnmHeader Read(ReadOnlySpan<byte> bytes)
    {
        var (kind, at) = (bytes[1] - '0', 2);
        var (width, height) = (Number(bytes, ref at, 1, MaxSide), Number(bytes, ref at, 1, MaxSide));
        var highest = kind is 1 or 4 ? 1 : Number(bytes, ref at, 1, ushort.MaxValue);

        // One character of white space, then the pixels.
        return new(kind, new(width, height), highest, Math.Min(at + 1, bytes.Length));
    }

    /// <summary>Reads a decimal number, and the white space and comments in front of it.</summary>
    /// <param name="bytes">The image.</param>
    /// <param name="at">Where to read; afterwards, what follows the number.</param>
    /// <param name="least">The least number that makes sense.</param>
    /// <param name="most">The largest, at most 2^24.</param>
    /// <param name="digits">Most digits.</param>
    public static int Number(ReadOnlySpan<byte> bytes, ref int at, int least, int most, int digits = int.MaxValue)
    {
        for (; at < bytes.Length && (IsSpace(bytes[at]) || bytes[at] == '#'); at++)
        {
            if (bytes[at] != '#') continue;

            // A comment ends with its line.
            while (at + 1 < bytes.Length && bytes[at] is not ((byte)'\n' or (byte)'\r')) at++;
        }

        var (value, from) = (0, at);
        for (; at < bytes.Length && at - from < digits && char.IsAsciiDigit((char)bytes[at]) && value <= most; at++) value = (value * 10) + bytes[at] - '0';
        if (at == from || value < least || value > most)
            throw new CorruptImageException(ImageFormat.Pnm, $"at byte {from} there is no number from {least} to {most}");
        return value;
    }

    private static bool IsSpace(byte value) => value is (byte)' ' or (>= (byte)'\t' and <= (byte)'\r');
}
