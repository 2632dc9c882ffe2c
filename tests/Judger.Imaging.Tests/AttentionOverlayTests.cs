
using Judger.Imaging.Overlays;
using Judger.Imaging.Pixels;

namespace Judger.Imaging.Tests;

public sealed class AttentionOverlayTests
{
    [Fact]
    public void Heat_is_strongest_where_the_map_is_and_absent_where_it_is_lowest()
    {
        var image = Grey(480, 480);
        var map = new double[16];
        map[(1 * 4) + 2] = 5;

        var drawing = AttentionOverlay.Draw(image, map, 4, 4, GridFrame.Whole(image.Size), box: null);

        // The centre of column 2, row 1, is at (300, 180); inferno's hottest colour is light yellow.
        var hot = Pixel(drawing, 300, 180);
        Assert.True(hot.R > 190 && hot.G > 190 && hot.B < 170, $"{hot}");
        Assert.Equal(new RgbColor(100, 100, 100), Pixel(drawing, 60, 420));
        Assert.Equal(new RgbColor(100, 100, 100), Pixel(image, 300, 180));
    }

    [Fact]
    public void Heat_stays_inside_the_frame()
    {
        var image = Grey(640, 480);

        var drawing = AttentionOverlay.Draw(image, [0, 1], 1, 2, new GridFrame(80, 0, 480, 480), box: null);

        Assert.Equal(new RgbColor(100, 100, 100), Pixel(drawing, 79, 470));
        Assert.Equal(new RgbColor(100, 100, 100), Pixel(drawing, 560, 470));
        Assert.NotEqual(new RgbColor(100, 100, 100), Pixel(drawing, 80, 470));
        Assert.NotEqual(new RgbColor(100, 100, 100), Pixel(drawing, 559, 470));
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(double.NegativeInfinity)]
    public void Values_that_are_not_finite_show_no_heat_and_leave_the_others_alone(double odd)
    {
        var image = Grey(480, 480);

        var drawing = AttentionOverlay.Draw(image, [odd, 0, 0, 1], 2, 2, GridFrame.Whole(image.Size), box: null);

        Assert.Equal(new RgbColor(100, 100, 100), Pixel(drawing, 10, 10));
        Assert.True(Pixel(drawing, 470, 470).R > 190);
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(3)]
    public void A_map_without_a_range_shows_the_image_alone(double value)
    {
        var image = Grey(480, 480);

        Assert.Equal(image.Pixels, AttentionOverlay.Draw(image, [value, value], 2, 1, GridFrame.Whole(image.Size), box: null).Pixels);
    }

    [Fact]
    public void The_widest_range_of_doubles_is_drawn()
    {
        var image = Grey(480, 480);

        var drawing = AttentionOverlay.Draw(image, [double.MinValue, double.MaxValue], 2, 1, GridFrame.Whole(image.Size), box: null);

        Assert.Equal(new RgbColor(100, 100, 100), Pixel(drawing, 10, 240));
        Assert.True(Pixel(drawing, 470, 240).R > 190);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(128)]
    [InlineData(255)]
    public void The_boxs_outline_has_light_and_dark_lines_on_any_background(byte background)
    {
        var image = Grey(480, 480, background);

        var drawing = AttentionOverlay.Draw(image, [1], 1, 1, GridFrame.Whole(image.Size), new PixelBox(100, 120, 300, 320));

        var across = Enumerable.Range(95, 15).Select(x => Pixel(drawing, x, 200)).ToHashSet();
        Assert.Contains(new RgbColor(0, 0, 0), across);
        Assert.Contains(new RgbColor(0, 255, 255), across);
        Assert.Equal(new RgbColor(background, background, background), Pixel(drawing, 99, 200));
        Assert.Equal(new RgbColor(background, background, background), Pixel(drawing, 200, 220));
    }

    [Theory]
    [InlineData(-50, -50, 9999, 9999)]
    [InlineData(200, 200, 201, 201)]
    [InlineData(700, 700, 800, 800)]
    [InlineData(int.MinValue, 0, int.MaxValue, 10)]
    [InlineData(300, 300, 100, 100)]
    public void Any_box_can_be_drawn(int left, int top, int right, int bottom)
    {
        var image = Grey(480, 360);

        Assert.Equal(image.Size, AttentionOverlay.Draw(image, [0, 1], 2, 1, GridFrame.Whole(image.Size), new PixelBox(left, top, right, bottom)).Size);
    }

    [Theory]
    [InlineData(96, 96, 480, 480)]
    [InlineData(100, 50, 500, 250)]
    [InlineData(1, 1, 480, 480)]
    [InlineData(480, 10, 480, 10)]
    public void Small_images_are_enlarged_by_a_whole_factor(int width, int height, int drawnWidth, int drawnHeight)
    {
        var drawing = AttentionOverlay.Draw(Grey(width, height), [0, 1], 2, 1, new GridFrame(0, 0, width, height), new PixelBox(0, 0, width, height));

        Assert.Equal(new PixelSize(drawnWidth, drawnHeight), drawing.Size);
        Assert.Equal(new RgbColor(0, 0, 0), Pixel(drawing, drawnWidth - 1, drawnHeight - 1));
    }

    [Fact]
    public void A_map_of_the_wrong_length_or_an_empty_frame_is_refused()
    {
        var image = Grey(10, 10);

        Assert.Throws<ArgumentException>(() => AttentionOverlay.Draw(image, [1, 2, 3], 2, 2, GridFrame.Whole(image.Size), null));
        Assert.Throws<ArgumentException>(() => AttentionOverlay.Draw(image, [1], 1, 1, new GridFrame(0, 0, 0, 10), null));
        Assert.Throws<ArgumentException>(() => AttentionOverlay.Draw(image, [1], 1, 1, new GridFrame(0, 0, double.NaN, 10), null));
    }

    private static RgbImage Grey(int width, int height, byte level = 100)
    {
        var image = new RgbImage(width, height);
        image.Pixels.AsSpan().Fill(level);
        return image;
    }

    private static RgbColor Pixel(RgbImage image, int x, int y)
    {
        var at = ((y * image.Width) + x) * 3;
        return new(image.Pixels[at], image.Pixels[at + 1], image.Pixels[at + 2]);
    }
}
