using Judger.Imaging.Preprocessing;
using Judger.Inference.Manifest;
using Judger.Inference.Vision;

namespace Judger.Inference.Tests.Vision;

/// <summary>What each token of an image covers in the original image.</summary>
public sealed class ImageLayoutTests
{
    // 384 = 27 * 14 + 6: the last six pixels of each tile reach no token.
    private static readonly VisionGeometry Siglip = new(384, 14, 1152);

    private static readonly ImagePreprocessing OneVision = new()
    {
        Size = 384,
        Mode = ResizeMode.Stretch,
        Tiling = new()
        {
            Canvases = [.. Enumerable.Range(0, 36).Select(i => new PixelSize(((i % 6) + 1) * 384, ((i / 6) + 1) * 384))],
            MostTiles = 9,
            OnlyAlone = true,
        },
    };

    [Fact]
    public void A_square_image_without_tiles_has_the_grid_of_its_patches()
    {
        var layout = ImageLayout.Of(new(336, 14, 1024), new() { Size = 336 }, PixelBox.Whole(new(672, 672)));
        var grid = Assert.Single(layout.Grids);
        Assert.Equal((576, 24, 24, 24), (layout.Tokens, grid.Rows, grid.Columns, grid.Stride));
        Assert.Equal(new GridFrame(0, 0, 672, 672), grid.Frame);
        Assert.Equal(new TokenSpan(28, 56), grid.Across[1]);
    }

    [Fact]
    public void An_image_of_any_size_has_a_grid_at_its_own_ratio_that_covers_all_of_it()
    {
        var image = new ImagePreprocessing { Size = 28, Resolution = new(14, 2, 2, 3136, 200704) };
        var layout = ImageLayout.Of(new(28, 14, 1280) { AnySize = new() }, image, new(100, 50, 900, 450));
        var grid = Assert.Single(layout.Grids);
        Assert.Equal((22, 11, 242), (grid.Columns, grid.Rows, layout.Tokens));
        Assert.Equal(new GridFrame(100, 50, 800, 400), grid.Frame);
        Assert.Equal((100, 50), (grid.Across[0].Start, grid.Down[0].Start));
        Assert.Equal((900, 450), (grid.Across[^1].End, grid.Down[^1].End));
    }

    [Fact]
    public void Tokens_of_tiles_leave_out_the_pixels_at_their_edges()
    {
        // 768 x 768 is a canvas itself, so a pixel of the canvas is one of the image.
        var layout = ImageLayout.Of(Siglip, OneVision, PixelBox.Whole(new(768, 768)));
        Assert.Equal(5, layout.Tensors);
        Assert.Equal(729 + (54 * 55), layout.Tokens);
        var grid = layout.Finest;
        Assert.Equal((729, 55, 54, 54), (grid.First, grid.Stride, grid.Columns, grid.Rows));
        Assert.Equal(new TokenSpan(364, 378), grid.Across[26]);
        Assert.Equal(new TokenSpan(384, 398), grid.Across[27]);
        Assert.Equal(new GridFrame(0, 0, 762, 762), grid.Frame);

        // The overview sees the image at half its size.
        Assert.Equal(new TokenSpan(0, 28), layout.Grids[0].Across[0]);
        Assert.Equal(new GridFrame(0, 0, 756, 756), layout.Grids[0].Frame);
    }

    [Fact]
    public void Rows_that_saw_only_the_canvas_are_cut_off_and_the_rest_covers_the_image()
    {
        // 320 x 160 fills the width of 768 x 384 to its half: the canvas is 768 x 384 and the image covers all of it.
        var whole = ImageLayout.Of(Siglip, OneVision, PixelBox.Whole(new(768, 384))).Finest;
        Assert.Equal((54, 27), (whole.Columns, whole.Rows));

        // 384 x 96 becomes 384 x 96 in the middle of 384 x 384: a quarter of its rows, an odd remainder stays.
        var flat = ImageLayout.Of(Siglip, OneVision, PixelBox.Whole(new(384, 96))).Finest;
        Assert.Equal((27, 7), (flat.Columns, flat.Rows));
        Assert.Equal(new TokenSpan((10 * 14) - 144, (11 * 14) - 144), flat.Down[0]);
        Assert.Equal(new TokenSpan((16 * 14) - 144, (17 * 14) - 144), flat.Down[6]);
    }

    [Fact]
    public void A_region_is_laid_out_where_it_lies_in_the_image()
    {
        var grid = ImageLayout.Of(Siglip, OneVision, new(100, 50, 868, 818)).Finest;
        Assert.Equal(new TokenSpan(484, 498), grid.Across[27]);
        Assert.Equal(new TokenSpan(434, 448), grid.Down[27]);
    }

    [Fact]
    public void A_grid_that_is_interpolated_covers_the_same_part_of_the_image_with_fewer_tokens()
    {
        var grid = ImageLayout.Of(Siglip, OneVision, PixelBox.Whole(new(2304, 2304))).Finest;
        Assert.Equal((81, 81), (grid.Columns, grid.Rows));
        Assert.Equal(new GridFrame(0, 0, 2298, 2298), grid.Frame);
        Assert.Equal(new TokenSpan(0, 28), grid.Across[0]);
        for (var i = 1; i < grid.Columns; i++) Assert.True(grid.Across[i].Start >= grid.Across[i - 1].End - 1e-9 && grid.Across[i].End > grid.Across[i].Start);
    }

    [Fact]
    public void A_very_long_image_may_have_its_overview_alone()
    {
        // 24 tokens a tile: an odd number of them would leave one row.
        var image = new ImagePreprocessing { Size = 336, Mode = ResizeMode.Stretch, Tiling = new() { Canvases = [new(1008, 336)] } };
        var layout = ImageLayout.Of(new(336, 14, 1024), image, PixelBox.Whole(new(5000, 20)));
        Assert.True(layout.Grids[1].IsEmpty);
        Assert.Equal((576, layout.Grids[0]), (layout.Tokens, layout.Finest));
    }

    [Fact]
    public void Beside_others_an_image_is_one_square_and_a_newline()
    {
        var layout = ImageLayout.Of(Siglip, OneVision.InPromptOf(2), PixelBox.Whole(new(300, 100)));
        Assert.Equal((1, 730), (layout.Tensors, layout.Tokens));

        // It lies in the middle of a square of 300, of which the tokens cover 378 of 384 pixels.
        var frame = Assert.Single(layout.Grids).Frame;
        Assert.Equal((0, -100, 300 * 378.0 / 384), (frame.Left, frame.Top, frame.Width));
    }

    [Fact]
    public void Values_of_a_grid_are_those_of_its_tokens_without_newlines()
    {
        var grid = ImageLayout.Of(
            new(2, 1, 1), new() { Size = 2, Mode = ResizeMode.Stretch, Tiling = new() { Canvases = [new(4, 2)] } }, PixelBox.Whole(new(4, 2)));
        float[] row = [.. Enumerable.Range(0, grid.Tokens).Select(i => (float)i)];
        Assert.Equal(4 + (2 * 5), row.Length);
        Assert.Equal([0f, 1, 2, 3], grid.Grids[0].Values(row));
        Assert.Equal([4f, 5, 6, 7, 9, 10, 11, 12], grid.Grids[1].Values(row));
        Assert.Throws<ArgumentException>(() => grid.Grids[1].Values(row.AsSpan(1)));
    }

    [Fact]
    public void Markers_stand_between_the_tiles_of_an_image_that_is_split()
    {
        var markers = new ImageMarkers { Tiles = [[[1], [2, 3]], [[10, 4], [5]]], Overview = [10, 10, 6], Alone = [7], End = [8] };
        var image = new ImagePreprocessing
        {
            Size = 32,
            Mode = ResizeMode.Stretch,
            Splitting = new() { Rule = SplitRule.LongestEdge, LongestEdge = 64 },
        };
        var layout = ImageLayout.Of(new(32, 8, 3) { Shuffle = 2 }, image, PixelBox.Whole(new(64, 64)), markers);

        // Each tile is 2 x 2 tokens of 16 pixels.
        Assert.Equal((5, 30, 20), (layout.Tensors, layout.Tokens, layout.EncodedTokens));
        int?[] one = [null, null, null, null];
        Assert.Equal([1, .. one, 2, 3, .. one, 10, 4, .. one, 5, .. one, 10, 10, 6, .. one, 8], layout.Markers);
        float[] row = [.. Enumerable.Range(0, 30).Select(i => (float)i)];
        Assert.Equal([1f, 2, 7, 8, 3, 4, 9, 10, 13, 14, 18, 19, 15, 16, 20, 21], layout.Finest.Values(row));
        Assert.Equal([25f, 26, 27, 28], layout.Grids[0].Values(row));
        Assert.Equal([1f, 2, 3, 4, 7, 8, 9, 10, 13, 14, 15, 16, 18, 19, 20, 21, 25, 26, 27, 28], layout.Encoded(row));
        Assert.Equal([.. new[] { 0, 16, 32, 48 }.Select(start => new TokenSpan(start, start + 16))], layout.Finest.Across);
        Assert.Throws<ArgumentException>(() => layout.Finest.Values(row.AsSpan(0, 21)));

        var alone = ImageLayout.Of(new(32, 8, 3) { Shuffle = 2 }, image with { Splitting = new() { Rule = SplitRule.Whole, LongestEdge = 64 } },
            PixelBox.Whole(new(640, 64)), markers);
        Assert.Equal([7, .. one, 8], alone.Markers);
        Assert.Equal([1f, 2, 3, 4], Assert.Single(alone.Grids).Values(row.AsSpan(0, 6)));
    }

    [Fact]
    public void Tokens_of_a_split_image_cover_the_region_that_was_stretched_over_the_tiles()
    {
        var image = new ImagePreprocessing
        {
            Size = 384,
            Mode = ResizeMode.Stretch,
            Splitting = new() { Rule = SplitRule.LongestEdge, LongestEdge = 768 },
        };
        var grid = ImageLayout.Of(Siglip with { Shuffle = 3 }, image, new(100, 50, 484, 242)).Finest;

        // 384 x 192 pixels on 2 x 1 tiles of 9 x 9 tokens: a token covers 42 pixels of a tile, half as many of the image, and 6 of each tile reach no token.
        Assert.Equal((18, 9), (grid.Columns, grid.Rows));
        Assert.Equal(new TokenSpan(100, 121), grid.Across[0]);
        Assert.Equal(new TokenSpan(292, 313), grid.Across[9]);
        Assert.Equal(new TokenSpan(50, 71), grid.Down[0]);
        Assert.Equal(new GridFrame(100, 50, 381, 189), grid.Frame);
    }
}
