using System.Runtime.InteropServices;
using Judger.Imaging.Pixels;
using NetVips;

namespace Judger.Imaging.Decoders.Vips;

/// <summary>From what a loader gives to 8-bit RGB.</summary>
internal static class RgbConversion
{
    /// <summary>Reads all pixels of an image.</summary>
    /// <param name="image">The image, of 8 or 16 bits a sample.</param>
    /// <param name="hasAlpha">True when the first sample beside the colours is alpha.</param>
    /// <param name="background">The colour behind transparent pixels; null leaves transparency out.</param>
    /// <exception cref="VipsException">They cannot be decoded.</exception>
    public static unsafe RgbImage Convert(Image image, bool hasAlpha, RgbColor? background)
    {
        // An image that was opened for sequential reading lasts for one read: the whole conversion hangs on one pipeline.
        var colors = image.Interpretation == Enums.Interpretation.Cmyk ? 4 : image.Bands >= 3 ? 3 : 1;
        var isFlattened = hasAlpha && background is not null && image.Bands > colors && colors < 4;
        var bands = isFlattened ? colors + 1 : colors;
        var result = new RgbImage(image.Width, image.Height);
        if (bands == RgbImage.Channels && !isFlattened)
        {
            fixed (byte* pixels = result.Pixels) Read(image, bands, pixels);
            return result;
        }

        // Outside of the heap, which would keep the room for some time.
        var length = (nuint)image.Width * (nuint)image.Height * (nuint)bands;
        var memory = (byte*)NativeMemory.Alloc(length);
        try
        {
            Read(image, bands, memory);
            var samples = new ReadOnlySpan<byte>(memory, checked((int)length));
            if (isFlattened) Transparency.Flatten(samples, colors, result.Pixels, background);
            else if (colors == 4) FromCmyk(samples, result.Pixels);
            else FromGrey(samples, result.Pixels);
            return result;
        }
        finally
        {
            NativeMemory.Free(memory);
        }
    }

    // Into memory of ours: what the library would write to its own would have to be copied.
    private static unsafe void Read(Image image, int bands, byte* samples)
    {
        using var kept = image.Bands == bands ? image.Copy() : image.ExtractBand(0, bands);
        using var bytes = kept.Format == Enums.BandFormat.Uchar ? kept.Copy() : kept.Cast(Enums.BandFormat.Uchar, shift: true);
        using var target = Image.NewFromMemory(
            (nint)samples, (ulong)bytes.Width * (ulong)bytes.Height * (ulong)bands, bytes.Width, bytes.Height, bands, Enums.BandFormat.Uchar);
        bytes.Write(target);
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
            for (var ink = 0; ink < 3; ink++) rgb[to + ink] = (byte)(white - Transparency.DivideBy255(cmyk[from + ink] * white));
        }
    }
}
