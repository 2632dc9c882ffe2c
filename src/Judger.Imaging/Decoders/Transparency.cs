using Judger.Imaging.Pixels;

namespace Judger.Imaging.Decoders;

/// <summary>Pixels with alpha, put on a background as Pillow's <c>paste</c> with a mask does.</summary>
internal static class Transparency
{
    /// <summary>Puts pixels on a background, or leaves their alpha out where there is none.</summary>
    /// <param name="samples">Interleaved, <paramref name="colors"/> and alpha of each pixel.</param>
    /// <param name="colors">1 for grey, 3 for RGB.</param>
    /// <param name="rgb">Three bytes for each pixel.</param>
    /// <param name="background">The colour behind, or null.</param>
    public static void Flatten(ReadOnlySpan<byte> samples, int colors, Span<byte> rgb, RgbColor? background)
    {
        var next = colors == 1 ? 0 : 1;
        for (int from = 0, to = 0; from < samples.Length; from += colors + 1, to += RgbImage.Channels)
        {
            var (red, green, blue) = (samples[from], samples[from + next], samples[from + (2 * next)]);
            if (background is { } ground)
            {
                int alpha = samples[from + colors];
                (red, green, blue) = (Over(red, ground.R, alpha), Over(green, ground.G, alpha), Over(blue, ground.B, alpha));
            }

            (rgb[to], rgb[to + 1], rgb[to + 2]) = (red, green, blue);
        }
    }

    /// <summary>A product of two bytes divided by 255, rounded, in Pillow's arithmetic.</summary>
    public static int DivideBy255(int product) => ((product + 128) + ((product + 128) >> 8)) >> 8;

    private static byte Over(byte color, byte ground, int alpha) => (byte)DivideBy255((color * alpha) + (ground * (255 - alpha)));
}
