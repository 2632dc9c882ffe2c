using Judger.Imaging.Pixels;

namespace Judger.Imaging.Tests.Support;

internal static class TestImages
{
    /// <summary>Fails where two images differ in a single byte.</summary>
    public static void AssertEqual(RgbImage expected, RgbImage actual, string name)
    {
        Assert.True(expected.Size == actual.Size, $"{name}: {expected.Size} expected, {actual.Size} decoded");
        var differing = expected.Pixels.Zip(actual.Pixels).Count(pair => pair.First != pair.Second);
        Assert.True(differing == 0, $"{name}: {differing} bytes differ");
    }

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
