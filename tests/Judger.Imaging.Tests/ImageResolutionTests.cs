using Judger.Imaging.Errors;
using Judger.Imaging.Pixels;
using Judger.Imaging.Preprocessing;

namespace Judger.Imaging.Tests;

/// <summary>Images that keep their own ratio: sizes as transformers' <c>smart_resize</c> gives them, and the order of their patches.</summary>
public sealed class ImageResolutionTests
{
    private static readonly ImageResolution Published = new(PatchSize: 14, MergeSize: 2, Frames: 2, LeastPixels: 3136, MostPixels: 12845056);

    [Theory]
    [InlineData(640, 480, 644, 476)]
    [InlineData(28, 112, 28, 112)]

    // Halves go to the even side: 42 / 28 is 1.5 and 70 / 28 is 2.5.
    [InlineData(42, 560, 56, 560)]
    [InlineData(70, 560, 56, 560)]

    // Both sides are rounded to 0 first.
    [InlineData(10, 10, 56, 56)]
    [InlineData(1, 200, 28, 812)]

    // 3584 x 3584 is the most; the shrunken side of the larger one is a little less in doubles.
    [InlineData(3584, 3584, 3584, 3584)]
    [InlineData(5000, 5000, 3556, 3556)]
    [InlineData(4000, 3000, 4004, 2996)]
    public void A_size_is_the_nearest_of_whole_tokens_within_the_limits(int width, int height, int fittedWidth, int fittedHeight) =>
        Assert.Equal(new PixelSize(fittedWidth, fittedHeight), Published.Fit(new(width, height)));

    [Fact]
    public void An_image_may_be_200_times_longer_than_broad_and_no_more()
    {
        Assert.Equal(28, Published.Fit(new(2000, 10)).Height);
        var error = Assert.Throws<ImageElongatedException>(() => Published.Fit(new(2001, 10)));
        Assert.Equal("image-elongated", error.Code);
        Assert.Contains("2001 x 10", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void No_image_has_a_side_that_is_longer_than_the_longest()
    {
        foreach (var most in new[] { 3136L, 200704, 12845056 })
        {
            var resolution = Published with { MostPixels = most };
            for (var breadth = 1; breadth < 3000; breadth += breadth < 100 ? 1 : 37)
            {
                foreach (var ratio in new[] { 1, 7, 50, 199, 200 })
                    Assert.InRange(resolution.Fit(new(breadth, breadth * ratio)).Height, 28, resolution.MostSide);
            }
        }
    }

    [Fact]
    public void Patches_of_a_token_lie_side_by_side_and_hold_each_picture_as_often_as_the_encoder_takes_it()
    {
        var preprocessing = new ImagePreprocessing
        {
            Size = 4,
            Mean = [0, 0, 0],
            Std = [1 / 255f, 1 / 255f, 1 / 255f],
            Resolution = new(PatchSize: 2, MergeSize: 2, Frames: 2, LeastPixels: 16, MostPixels: 1000),
        };
        var image = new RgbImage(8, 4);
        for (var i = 0; i < image.Pixels.Length; i++) image.Pixels[i] = (byte)i;

        var values = new float[preprocessing.ValueCount(image.Size)];
        preprocessing.WriteTensors(image, PixelBox.Whole(image.Size), values);

        Assert.Equal(8 * 24, values.Length);
        for (var patch = 0; patch < 8; patch++)
        {
            var (left, top) = ((patch / 4 * 4) + (patch % 2 * 2), patch % 4 / 2 * 2);
            for (var i = 0; i < 24; i++)
            {
                var (channel, y, x) = (i / 8, i % 4 / 2, i % 2);
                Assert.Equal(image.Pixels[((((top + y) * 8) + left + x) * 3) + channel], values[(patch * 24) + i], 1e-3);
            }
        }
    }

    [Fact]
    public void A_picture_that_was_resized_before_gives_the_same_patches()
    {
        var preprocessing = new ImagePreprocessing { Size = 28, Resolution = Published with { MostPixels = 10000 } };
        var image = new RgbImage(150, 90);
        for (var i = 0; i < image.Pixels.Length; i++) image.Pixels[i] = (byte)(i * 7);
        var (region, size) = (new PixelBox(10, 5, 140, 80), new PixelSize(130, 75));
        var (direct, later) = (new float[preprocessing.ValueCount(size)], new float[preprocessing.ValueCount(size)]);

        preprocessing.WriteTensors(image, region, direct);
        preprocessing.Normalize(preprocessing.Resize(image, region), later);

        Assert.Equal(direct, later);
        Assert.Throws<ArgumentException>(() => preprocessing.Normalize(new RgbImage(30, 28), later));
        Assert.Throws<ArgumentException>(() => preprocessing.WriteTensors(image, region, new float[direct.Length - 1]));
    }
}
