using Judger.Core.Attention;
using Judger.Core.Cropping;

namespace Judger.Core.Tests.Cropping;

public sealed class CropBoxFinderTests
{
    private static AttentionMap Peak(int columns, int rows, int x, int y, double background = 1, double height = 10)
    {
        var values = Enumerable.Repeat(background, columns * rows).ToArray();
        values[y * columns + x] = height;
        return new AttentionMap(columns, rows, values);
    }

    [Theory]
    [InlineData(CropMode.Compat)]
    [InlineData(CropMode.Aligned)]
    public void A_lone_peak_is_inside_the_box(CropMode mode)
    {
        var found = CropBoxFinder.Find(Peak(8, 8, 5, 2), new PixelSize(800, 800), 100, mode);

        Assert.Equal(new PixelBox(500, 200, 600, 300), found.Box);
        Assert.Equal(1, found.Ratio);
        Assert.Equal(9, found.Score);
        Assert.False(found.IsDegenerate);
    }

    [Fact]
    public void A_glow_wider_than_the_window_takes_a_larger_window()
    {
        var values = Enumerable.Repeat(1.0, 100).ToArray();
        for (var y = 4; y < 7; y++) values.AsSpan(y * 10 + 5, 3).Fill(2);
        values[5 * 10 + 6] = 2.125;

        var found = CropBoxFinder.Find(new AttentionMap(10, 10, values), new PixelSize(1000, 1000), 100);

        // One patch stands out by 0.125; two by two, at the glow's corner, by (8.125 - (6 + 6 + 8.125 + 8.125) / 4) / 4.
        Assert.Equal(new CropBox { Box = new PixelBox(500, 400, 700, 600), Ratio = 2, Score = 0.265625 }, found);
    }

    [Fact]
    public void Equal_windows_go_to_the_leftmost_then_the_topmost()
    {
        var values = new double[16];
        values[3 * 4 + 1] = values[0 * 4 + 2] = values[1 * 4 + 1] = 1;

        var found = CropBoxFinder.Find(new AttentionMap(4, 4, values), new PixelSize(400, 400), 100, CropMode.Compat);

        Assert.Equal(new PixelBox(100, 100, 200, 200), found.Box);
    }

    [Fact]
    public void A_box_at_the_edge_is_pushed_inside_at_full_size()
    {
        var found = CropBoxFinder.Find(Peak(20, 20, 19, 0), new PixelSize(1000, 1000), 336);

        Assert.Equal(1000, found.Box.Right);
        Assert.Equal(0, found.Box.Top);
        Assert.Equal(2 * Math.Floor(336 * found.Ratio / 2), found.Box.Width);
    }

    [Theory]
    [InlineData(CropMode.Compat, 336, 336)]
    [InlineData(CropMode.Aligned, 336, 336)]
    [InlineData(CropMode.Compat, 10, 300)]
    [InlineData(CropMode.Aligned, 10, 300)]
    [InlineData(CropMode.Compat, 1, 1)]
    [InlineData(CropMode.Aligned, 1, 1)]
    public void An_image_no_larger_than_the_window_is_taken_whole(CropMode mode, int width, int height)
    {
        var found = CropBoxFinder.Find(Peak(24, 24, 3, 3), new PixelSize(width, height), 336, mode);

        Assert.Equal(new CropBox { Box = new PixelBox(0, 0, width, height) }, found);
    }

    [Fact]
    public void An_image_narrower_than_the_window_is_cropped_along_its_long_side_only()
    {
        var found = CropBoxFinder.Find(Peak(10, 10, 4, 7), new PixelSize(50, 5000), 500);

        Assert.Equal((0, 50), (found.Box.Left, found.Box.Right));
        Assert.True(found.Box.Top <= 3500 && found.Box.Bottom >= 4000);
    }

    [Fact]
    public void A_map_of_one_patch_takes_the_whole_image_when_aligned()
    {
        var found = CropBoxFinder.Find(new AttentionMap(1, 1, [5]), new PixelSize(2000, 1000), 336);

        Assert.Equal(new PixelBox(0, 0, 2000, 1000), found.Box);
    }

    [Fact]
    public void Windows_smaller_than_a_patch_compare_nothing_in_compat_and_single_patches_when_aligned()
    {
        // A patch is 375 pixels wide, so a window of 336 pixels covers no whole one.
        var (map, image) = (Peak(24, 24, 20, 20), new PixelSize(9000, 9000));

        var compat = CropBoxFinder.Find(map, image, 336, CropMode.Compat);
        var aligned = CropBoxFinder.Find(map, image, 336);

        Assert.Equal(new CropBox { Box = new PixelBox(0, 0, 336, 336), IsDegenerate = true }, compat);
        Assert.Equal(new PixelBox(7519, 7519, 7855, 7855), aligned.Box);
        Assert.Equal(9, aligned.Score);
    }

    [Fact]
    public void Aligned_maps_a_centre_cropped_grid_to_the_middle_of_the_image()
    {
        // 1600 x 800, centre-cropped to a square: the grid covers x from 400 to 1200.
        var frame = new GridFrame(400, 0, 800, 800);
        var (map, image) = (Peak(8, 8, 0, 4), new PixelSize(1600, 800));

        Assert.Equal(new PixelBox(400, 300, 600, 500), CropBoxFinder.Find(map, image, 200, CropMode.Aligned, frame).Box);
        Assert.Equal(new PixelBox(0, 300, 200, 500), CropBoxFinder.Find(map, image, 200, CropMode.Compat, frame).Box);
    }

    [Fact]
    public void Aligned_maps_a_padded_grid_and_keeps_the_box_in_the_image()
    {
        // 800 x 400, padded to a square: the grid covers y from -200 to 600.
        var frame = new GridFrame(0, -200, 800, 800);
        var image = new PixelSize(800, 400);

        Assert.Equal(new PixelBox(300, 100, 400, 200), CropBoxFinder.Find(Peak(8, 8, 3, 3), image, 100, CropMode.Aligned, frame).Box);
        Assert.Equal(new PixelBox(300, 0, 400, 100), CropBoxFinder.Find(Peak(8, 8, 3, 0), image, 100, CropMode.Aligned, frame).Box);
        Assert.Equal(new PixelBox(300, 300, 400, 400), CropBoxFinder.Find(Peak(8, 8, 3, 7), image, 100, CropMode.Aligned, frame).Box);
    }

    [Fact]
    public void Aligned_looks_past_patches_that_are_not_finite()
    {
        var values = Peak(8, 8, 5, 2).Values.ToArray();
        values[0] = double.NaN;
        values[63] = double.NegativeInfinity;

        var found = CropBoxFinder.Find(new AttentionMap(8, 8, values), new PixelSize(800, 800), 100);

        Assert.Equal(new PixelBox(500, 200, 600, 300), found.Box);
        Assert.False(found.IsDegenerate);
    }

    [Fact]
    public void Aligned_gives_the_whole_image_when_no_patch_is_finite()
    {
        var map = new AttentionMap(2, 2, [double.NaN, double.NaN, double.PositiveInfinity, double.NegativeInfinity]);

        var found = CropBoxFinder.Find(map, new PixelSize(900, 700), 100);

        Assert.Equal(new CropBox { Box = new PixelBox(0, 0, 900, 700), IsDegenerate = true }, found);
    }

    [Fact]
    public void Aligned_gives_the_whole_image_when_sums_overflow()
    {
        var map = new AttentionMap(4, 4, Enumerable.Repeat(double.MaxValue, 16).ToArray());

        var found = CropBoxFinder.Find(map, new PixelSize(800, 800), 400);

        Assert.Equal(new CropBox { Box = new PixelBox(0, 0, 800, 800), IsDegenerate = true }, found);
    }

    [Fact]
    public void Compat_takes_the_first_ratio_whose_score_is_NaN_as_the_reference_does()
    {
        // Windows of one patch (ratio 1 to 1.8) find the finite peak with a NaN neighbour, whose mean is NaN.
        var values = Peak(4, 4, 2, 2).Values.ToArray();
        values[2 * 4 + 1] = double.NaN;

        var found = CropBoxFinder.Find(new AttentionMap(4, 4, values), new PixelSize(400, 400), 100, CropMode.Compat);

        Assert.Equal(new CropBox { Box = new PixelBox(200, 200, 300, 300), Ratio = 1, IsDegenerate = true }, found);
    }

    [Fact]
    public void Compat_prefers_a_NaN_score_of_a_later_ratio_to_a_finite_one()
    {
        // The peak's own neighbours are finite; the neighbours of the best 2 x 2 window (ratio 2) are not.
        var values = Peak(4, 4, 2, 0).Values.ToArray();
        values[0] = double.NaN;

        var found = CropBoxFinder.Find(new AttentionMap(4, 4, values), new PixelSize(400, 400), 100, CropMode.Compat);

        Assert.Equal(new CropBox { Box = new PixelBox(100, 0, 300, 200), Ratio = 2, IsDegenerate = true }, found);
    }

    [Theory]
    [InlineData(0, 5, 10)]
    [InlineData(5, -1, 10)]
    [InlineData(5, 5, 0)]
    public void Sizes_that_are_not_positive_are_refused_in_one_line(int width, int height, int window)
    {
        var error = Assert.Throws<ArgumentException>(() => CropBoxFinder.Find(Peak(2, 2, 0, 0), new PixelSize(width, height), window));

        Assert.DoesNotContain('\n', error.Message);
    }

    [Theory]
    [InlineData(0, 10)]
    [InlineData(10, -1)]
    [InlineData(double.NaN, 10)]
    [InlineData(double.PositiveInfinity, 10)]
    public void A_frame_without_a_size_is_refused(double width, double height)
    {
        var frame = new GridFrame(0, 0, width, height);

        Assert.Throws<ArgumentException>(() => CropBoxFinder.Find(Peak(2, 2, 0, 0), new PixelSize(5, 5), 10, CropMode.Aligned, frame));
    }
}
