namespace Judger.Imaging.Decoders.Sharp;

/// <summary>
/// Pixels that are written as decimal numbers. ImageSharp takes numbers that are missing for black, and bits without spaces between them for one number.
/// </summary>
internal static class PnmText
{
    /// <summary>The same pixels as bytes: one for a sample, two where the highest does not fit. A bit is 1 where it is white.</summary>
    /// <exception cref="Errors.CorruptImageException">A number is missing, is no number or is too large.</exception>
    public static byte[] Read(ReadOnlySpan<byte> text, PnmHeader header)
    {
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
