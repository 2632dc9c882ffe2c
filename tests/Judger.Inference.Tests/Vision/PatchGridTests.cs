using Judger.Inference.Vision;

namespace Judger.Inference.Tests.Vision;

/// <summary>Where the patches of an image of any size lie, and in which windows.</summary>
public sealed class PatchGridTests
{
    [Fact]
    public void Patches_are_counted_token_by_token()
    {
        var places = new PatchGrid(tokenRows: 1, tokenColumns: 2, merge: 2).Places();
        Assert.Equal([0, 0, 0, 1, 1, 0, 1, 1, 0, 2, 0, 3, 1, 2, 1, 3], places);
    }

    [Theory]
    [InlineData(1, 1, 4)]
    [InlineData(4, 4, 4)]
    [InlineData(5, 9, 4)]
    [InlineData(3, 7, 2)]
    public void Each_patch_is_in_the_window_of_its_place_and_hidden_places_are_the_rest(int rows, int columns, int side)
    {
        var grid = new PatchGrid(rows, columns, merge: 2);
        var (patches, bias, slots, windows) = grid.Windows(side);
        var (places, all) = (grid.Places(), side * side * 4);

        Assert.Equal((rows + side - 1) / side * ((columns + side - 1) / side), windows);
        Assert.Equal((windows * all, grid.Count), (patches.Length, slots.Length));
        Assert.Equal(grid.Count, bias.Count(value => value == 0));
        Assert.All(bias.Where(value => value != 0), value => Assert.InRange(value, -65504, -10000));
        Assert.Equal(slots.Length, slots.Distinct().Count());
        for (var patch = 0; patch < grid.Count; patch++)
        {
            var (row, column) = (places[2 * patch] / 2 / side, places[(2 * patch) + 1] / 2 / side);
            Assert.Equal((row * ((columns + side - 1) / side)) + column, slots[patch] / all);
            Assert.Equal((patch, 0f), (patches[slots[patch]], bias[slots[patch]]));
        }
    }

    [Fact]
    public void Learned_positions_are_stretched_so_that_corners_lie_on_corners()
    {
        var grid = new PatchGrid(tokenRows: 2, tokenColumns: 3, merge: 2);
        var (indices, weights) = grid.Interpolated(side: 3);
        var places = grid.Places();
        for (var patch = 0; patch < grid.Count; patch++)
        {
            // A table that holds its own row and column gives the place back.
            var (row, column) = (0f, 0f);
            for (var k = 4 * patch; k < 4 * (patch + 1); k++)
            {
                row += weights[k] * (indices[k] / 3);
                column += weights[k] * (indices[k] % 3);
            }

            Assert.Equal(places[2 * patch] * 2 / 3f, row, 1e-5);
            Assert.Equal(places[(2 * patch) + 1] * 2 / 5f, column, 1e-5);
        }

        Assert.All(indices, index => Assert.InRange(index, 0, 8));
    }
}
