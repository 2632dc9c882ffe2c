using Judger.Imaging.Pixels;

namespace Judger.Imaging.Decoders.Sharp;

/// <summary>
/// The highest values of samples of fewer than 8 bits, 31 for 5 bits. Pillow scales them to 255 by multiplying and cutting off, ImageSharp rounds or repeats
/// bits: a level apart.
/// </summary>
internal sealed record Levels(int Red, int Green, int Blue)
{
    /// <summary>Replaces ImageSharp's values by Pillow's.</summary>
    public void Apply(RgbImage image)
    {
        var (red, green, blue) = (Table(Red), Table(Green), Table(Blue));
        var pixels = image.Pixels;
        for (var at = 0; at < pixels.Length; at += RgbImage.Channels)
            (pixels[at], pixels[at + 1], pixels[at + 2]) = (red[pixels[at]], green[pixels[at + 1]], blue[pixels[at + 2]]);
    }

    // The nearest sample, scaled again.
    private static byte[] Table(int highest) => [.. Enumerable.Range(0, 256).Select(value => (byte)(((value * highest) + 127) / 255 * 255 / highest))];
}
