
namespace Judger.Core.Tests.Geometry;

public sealed class PixelBoxTests
{
    private static readonly PixelSize Image = new(640, 480);

    [Fact]
    public void A_box_excludes_its_right_and_bottom_edge()
    {
        var box = new PixelBox(10, 20, 13, 24);

        Assert.Equal(new PixelSize(3, 4), box.Size);
        Assert.Equal(12, box.Size.Area);
    }

    [Fact]
    public void The_whole_image_is_inside_itself_and_contains_every_box_inside()
    {
        var whole = PixelBox.Whole(Image);

        Assert.True(whole.IsInside(Image));
        Assert.True(whole.Contains(new PixelBox(0, 0, 640, 1)));
        Assert.False(whole.Contains(new PixelBox(0, 0, 641, 1)));
    }

    [Theory]
    [InlineData(-1, 0, 5, 5)]
    [InlineData(0, 0, 5, 481)]
    [InlineData(5, 5, 5, 6)]
    [InlineData(6, 5, 5, 6)]
    public void A_box_that_is_empty_or_sticks_out_is_not_inside(int left, int top, int right, int bottom) =>
        Assert.False(new PixelBox(left, top, right, bottom).IsInside(Image));

    [Fact]
    public void The_area_of_a_large_image_does_not_overflow() =>
        Assert.Equal(10_000_000_000, new PixelSize(100_000, 100_000).Area);
}
