using CsCheck;
using Judger.Core.Attention;
using Judger.Core.Cropping;
using Judger.Core.Geometry;

namespace Judger.Core.Tests.Cropping;

public sealed class HighResolutionTilingTests
{
    [Theory]
    [InlineData(1024, 1024, 1, 1, 1024, 1024)]
    [InlineData(2048, 1024, 2, 1, 1024, 1024)]
    [InlineData(1025, 1025, 2, 2, 513, 513)]
    [InlineData(4000, 3000, 4, 3, 1000, 1000)]
    [InlineData(3000, 2500, 3, 3, 1000, 834)]
    [InlineData(300, 5000, 1, 5, 300, 1000)]
    [InlineData(100, 900, 1, 1, 100, 900)]
    [InlineData(1, 1, 1, 1, 1, 1)]
    public void An_image_is_cut_into_nearly_square_tiles_of_at_most_1024_rows(int width, int height, int columns, int rows, int tileWidth, int tileHeight)
    {
        var tiling = HighResolutionTiling.For(new PixelSize(width, height));

        Assert.Equal((columns, rows, columns * rows), (tiling.Columns, tiling.Rows, tiling.Tiles.Count));
        Assert.Equal(new PixelSize(tileWidth, tileHeight), tiling.TileSize);
    }

    [Fact]
    public void Tiles_run_row_by_row_and_those_that_reach_past_the_image_are_flagged()
    {
        var tiling = HighResolutionTiling.For(new PixelSize(2049, 1025));

        Assert.Equal(
            [
                new ImageTile(new PixelBox(0, 0, 683, 513), false),
                new ImageTile(new PixelBox(683, 0, 1366, 513), false),
                new ImageTile(new PixelBox(1366, 0, 2049, 513), false),
                new ImageTile(new PixelBox(0, 513, 683, 1026), true),
                new ImageTile(new PixelBox(683, 513, 1366, 1026), true),
                new ImageTile(new PixelBox(1366, 513, 2049, 1026), true),
            ],
            tiling.Tiles);
        Assert.Equal(new GridFrame(0, 0, 2049, 1026), tiling.Frame);
    }

    [Fact]
    public void Only_images_longer_than_the_threshold_are_worth_it()
    {
        Assert.False(HighResolutionTiling.AppliesTo(new PixelSize(1024, 1024)));
        Assert.True(HighResolutionTiling.AppliesTo(new PixelSize(1025, 10)));
        Assert.True(HighResolutionTiling.AppliesTo(new PixelSize(10, 1025)));
    }

    [Fact]
    public void Maps_of_the_tiles_are_joined_where_the_tiles_lie()
    {
        var tiling = HighResolutionTiling.For(new PixelSize(2048, 2048));

        var joined = tiling.Join([new(2, 1, [1, 2]), new(2, 1, [3, 4]), new(2, 1, [5, 6]), new(2, 1, [7, double.NaN])]);

        Assert.Equal((4, 2), (joined.Columns, joined.Rows));
        Assert.Equal([1, 2, 3, 4, 5, 6, 7, double.NaN], joined.Values);
        Assert.Equal(1, joined.NonFiniteCount);
    }

    [Fact]
    public void A_peak_in_one_tile_is_found_in_the_whole_image()
    {
        var image = new PixelSize(2048, 2048);
        var tiling = HighResolutionTiling.For(image);
        var maps = Enumerable.Range(0, 4).Select(_ => new double[64]).ToArray();
        maps[3][8 * 4 + 4] = 1;

        var found = CropBoxFinder.Find(tiling.Join([.. maps.Select(values => new AttentionMap(8, 8, values))]), image, 256, CropMode.Aligned, tiling.Frame);

        Assert.True(found.Box.Contains(new PixelBox(1536, 1536, 1664, 1664)));
        Assert.Equal(new PixelSize(256, 256), found.Box.Size);
    }

    [Fact]
    public void A_missing_map_or_a_map_of_another_grid_is_refused()
    {
        var tiling = HighResolutionTiling.For(new PixelSize(2048, 1024));

        var missing = Assert.Throws<ArgumentException>(() => tiling.Join([new(1, 1, [1])]));
        var different = Assert.Throws<ArgumentException>(() => tiling.Join([new(1, 1, [1]), new(2, 1, [1, 2])]));

        Assert.Equal("2 tiles need 2 maps, not 1; give one map a tile, row by row. (Parameter 'maps')", missing.Message);
        Assert.Equal("All tiles need maps of the same grid, 1 x 1; compute them with one model. (Parameter 'maps')", different.Message);
    }

    [Fact]
    public void An_image_without_pixels_is_refused() => Assert.Throws<ArgumentException>(() => HighResolutionTiling.For(new PixelSize(0, 5)));

    [Fact]
    public void Tiles_cover_every_pixel_of_any_image_once() =>
        Gen.Select(Gen.Int[1, 9000], Gen.Int[1, 9000]).Sample((width, height) =>
        {
            var image = PixelBox.Whole(new PixelSize(width, height));
            var tiles = HighResolutionTiling.For(image.Size).Tiles;
            var covered = tiles.Sum(tile =>
                Math.Max(0L, Math.Min(tile.Bounds.Right, width) - tile.Bounds.Left) * Math.Max(0L, Math.Min(tile.Bounds.Bottom, height) - tile.Bounds.Top));

            return covered == image.Size.Area && tiles.All(tile => tile.ExceedsImage != image.Contains(tile.Bounds) && tile.Bounds.Height <= 1024);
        }, iter: 200);
}
