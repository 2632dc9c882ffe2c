using Judger.Imaging.Errors;

namespace Judger.Imaging.Decoders.Sharp;

/// <summary>
/// Pixels that are written as decimal numbers. ImageSharp takes numbers that are missing for black, and bits without spaces between them for one number.
/// </summary>
internal static class PnmText
{
    /// <summary>The same pixels as bytes: one for a sample, two where the highest does not fit. A bit is 1 where it is white.</summary>
    /// <exception cref="CorruptImageException">A number is missing, is not a number, or is too large.</exception>
    public static byte[] Read(ReadOnlySpan<byte> text, PnmHeader header)
    {
        // Before memory is taken: a header of twenty bytes may declare the largest image.
        var samples = header.RasterBytes / (header.IsWide ? 2 : 1);
        if (text.Length < (header.IsBilevel ? samples : (2 * samples) - 1))
            throw new CorruptImageException(ImageFormat.Pnm, "it has fewer numbers than pixels");
        var raster = new byte[(int)header.RasterBytes];
        var (to, at) = (0, 0);
        while (to < raster.Length)
        {
            var value = PnmHeader.Number(text, ref at, 0, header.Highest, header.IsBilevel ? 1 : int.MaxValue);
            if (header.IsWide) raster[to++] = (byte)(value >> 8);
            raster[to++] = (byte)(header.IsBilevel ? 1 - value : value);
        }

        return raster;
    }
}
