using Judger.Imaging.Pixels;

namespace Judger.Imaging.Tests.Support;

internal static class TestImages
{
    /// <summary>Noise: the hardest case for a filter's rounding.</summary>
    public static RgbImage Noise(int width, int height, int seed)
    {
        var image = new RgbImage(width, height);
        new Random(seed).NextBytes(image.Pixels);
        return image;
    }

    /// <summary>Black and white noise, which overshoots both ends of the byte range.</summary>
    public static RgbImage Extremes(int width, int height, int seed)
    {
        var image = Noise(width, height, seed);
        for (var i = 0; i < image.Pixels.Length; i++) image.Pixels[i] = (byte)(image.Pixels[i] < 128 ? 0 : 255);
        return image;
    }
}
