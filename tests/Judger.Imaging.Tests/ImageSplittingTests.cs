using Judger.Imaging.Pixels;
using Judger.Imaging.Preprocessing;
using Judger.Imaging.Resampling;

namespace Judger.Imaging.Tests;

/// <summary>Into which tiles an image is split. Many sizes are compared with the vectors' <c>geometry.json</c>; here is what they do not decide.</summary>
public sealed class ImageSplittingTests
{
    private static readonly ImageSplitting Smol = new() { Rule = SplitRule.LongestEdge, LongestEdge = 1536 };
    private static readonly ImageSplitting Intern = new() { Rule = SplitRule.ClosestRatio, LeastTiles = 1, MostTiles = 12 };

    [Theory]
    [InlineData(512, 75, 1536, 224)] // In another order of divisions it would be 226.
    [InlineData(75, 512, 226, 1536)] // A tall image is multiplied: 225 is odd.
    [InlineData(3, 2, 1536, 1024)]
    [InlineData(1, 3000, 1, 1536)] // Half a pixel is none, and then one.
    [InlineData(101, 1000, 156, 1536)] // 155 is odd.
    public void The_first_resize_has_a_longest_edge_and_an_even_other_side(int width, int height, int toWidth, int toHeight) =>
        Assert.Equal(new PixelSize(toWidth, toHeight), Smol.Sizes(new(width, height), 384)[0]);

    [Fact]
    public void The_second_resize_keeps_the_ratio_before_it_rounds_to_whole_tiles()
    {
        // 1000 x 340 becomes 1152 x 391 and then two rows; 340 alone would be one row of 384.
        var splitting = new ImageSplitting { Rule = SplitRule.LongestEdge, LongestEdge = 1000 };
        Assert.Equal([new PixelSize(1000, 340), new PixelSize(1152, 768)], splitting.Sizes(new(1000, 340), 384));
        Assert.Equal([new PixelSize(1000, 334), new PixelSize(1152, 384)], splitting.Sizes(new(1000, 334), 384));
    }

    [Fact]
    public void An_image_that_is_not_to_be_split_is_resized_twice_into_one_tile()
    {
        var splitting = new ImageSplitting { Rule = SplitRule.Whole, LongestEdge = 1536 };
        Assert.Equal([new PixelSize(1536, 768), new PixelSize(384, 384)], splitting.Sizes(new(200, 100), 384));
        Assert.Equal(1, new ImagePreprocessing { Size = 384, Splitting = splitting }.TensorCount(new(200, 100)));
    }

    [Theory]
    [InlineData(100, 100, 1, 1)]
    [InlineData(1600, 1600, 3, 3)] // 1, 4 and 9 tiles are equally near, and the image has more than half of 9 tiles' pixels.
    [InlineData(800, 400, 2, 1)] // 8 tiles would be as near, but the image has less than half of their pixels.
    [InlineData(1600, 800, 4, 2)]
    [InlineData(20, 3000, 1, 12)]
    [InlineData(3000, 20, 12, 1)]
    [InlineData(700, 500, 4, 3)]
    public void The_nearest_ratio_wins_and_of_equally_near_grids_a_larger_one_that_the_image_half_fills(int width, int height, int columns, int rows) =>
        Assert.Equal(new PixelSize(columns * 448, rows * 448), Intern.Canvas(new(width, height), 448));

    [Fact]
    public void A_grid_has_at_least_the_tiles_that_are_asked_for() =>
        Assert.Equal(new PixelSize(896, 896), (Intern with { LeastTiles = 2 }).Canvas(new(100, 100), 448));

    [Fact]
    public void InternVLs_overview_is_made_of_the_image_and_Idefics3s_of_what_the_tiles_were_cut_from()
    {
        var image = Noise(97, 61);
        var whole = PixelBox.Whole(image.Size);
        var intern = new ImagePreprocessing { Size = 32, Splitting = Intern };
        var smol = new ImagePreprocessing { Size = 32, Filter = ResampleFilter.Lanczos, Splitting = Smol with { LongestEdge = 96 } };

        Assert.Equal(Resampler.Resize(image, whole, new(32, 32)).Pixels, Last(intern.Resize(image, whole), 32));
        var first = Resampler.Resize(image, whole, new(96, 60), ResampleFilter.Lanczos);
        var canvas = Resampler.Resize(first, PixelBox.Whole(first.Size), new(96, 64), ResampleFilter.Lanczos);
        var pictures = smol.Resize(image, whole);
        Assert.Equal(7 * 32, pictures.Height);
        Assert.Equal(Resampler.Resize(canvas, PixelBox.Whole(canvas.Size), new(32, 32), ResampleFilter.Lanczos).Pixels, Last(pictures, 32));
        for (var y = 0; y < 32; y++)
        {
            // The sixth picture is the tile of the second row and the third column.
            var expected = canvas.Pixels.AsSpan((((32 + y) * 96) + 64) * 3, 32 * 3);
            Assert.Equal(expected.ToArray(), pictures.Pixels.AsSpan(((5 * 32) + y) * 32 * 3, 32 * 3).ToArray());
        }
    }

    [Fact]
    public void A_region_is_split_as_an_image_of_its_own()
    {
        var image = Noise(200, 120);
        var region = new PixelBox(40, 20, 137, 81);
        var cut = new RgbImage(97, 61);
        for (var y = 0; y < 61; y++) image.Pixels.AsSpan((((y + 20) * 200) + 40) * 3, 97 * 3).CopyTo(cut.Pixels.AsSpan(y * 97 * 3));
        foreach (var splitting in new[] { Intern, Smol with { LongestEdge = 96 } })
        {
            var preprocessing = new ImagePreprocessing { Size = 32, Splitting = splitting };
            Assert.Equal(preprocessing.Resize(cut, PixelBox.Whole(cut.Size)).Pixels, preprocessing.Resize(image, region).Pixels);
        }
    }

    private static byte[] Last(RgbImage pictures, int side) => pictures.Pixels.AsSpan(pictures.Pixels.Length - (side * side * 3)).ToArray();

    private static RgbImage Noise(int width, int height)
    {
        var image = new RgbImage(width, height);
        new Random(5).NextBytes(image.Pixels);
        return image;
    }
}
