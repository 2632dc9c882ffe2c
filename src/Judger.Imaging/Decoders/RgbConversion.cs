using Judger.Imaging.Pixels;
using NetVips;

namespace Judger.Imaging.Decoders;

/// <summary>From what a loader gives to 8-bit RGB.</summary>
internal static class RgbConversion
{
    /// <summary>Reads all pixels of an image.</summary>
    /// <exception cref="VipsException">They cannot be decoded.</exception>
    public static RgbImage Convert(Image image)
    {
        // An image that was opened for sequential reading lasts for one read: the whole conversion hangs on one pipeline.
        var isCmyk = image.Interpretation == Enums.Interpretation.Cmyk;
        var bands = isCmyk ? 4 : image.Bands >= 3 ? 3 : 1;
        using var kept = image.Bands == bands ? image.Copy() : image.ExtractBand(0, bands);
        using var bytes = kept.Format == Enums.BandFormat.Uchar ? kept.Copy() : kept.Cast(Enums.BandFormat.Uchar, shift: true);
        var samples = bytes.WriteToMemory<byte>();
        if (bands == 3) return new RgbImage(image.Width, image.Height, samples);

        var result = new RgbImage(image.Width, image.Height);
        if (isCmyk) FromCmyk(samples, result.Pixels);
        else FromGrey(samples, result.Pixels);
        return result;
    }

    private static void FromGrey(ReadOnlySpan<byte> grey, Span<byte> rgb)
    {
        for (var i = 0; i < grey.Length; i++) rgb.Slice(3 * i, 3).Fill(grey[i]);
    }

    // Pillow's: what black leaves, less the ink's share of it.
    private static void FromCmyk(ReadOnlySpan<byte> cmyk, Span<byte> rgb)
    {
        for (int from = 0, to = 0; from < cmyk.Length; from += 4, to += 3)
        {
            var white = 255 - cmyk[from + 3];
            for (var ink = 0; ink < 3; ink++) rgb[to + ink] = (byte)(white - MultiplyDivide255(cmyk[from + ink], white));
        }
    }

    private static int MultiplyDivide255(int a, int b)
    {
        var product = (a * b) + 128;
        return ((product >> 8) + product) >> 8;
    }
}
