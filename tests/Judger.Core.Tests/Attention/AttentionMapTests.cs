using Judger.Core.Attention;

namespace Judger.Core.Tests.Attention;

public sealed class AttentionMapTests
{
    [Fact]
    public void Values_are_row_major()
    {
        var map = new AttentionMap(3, 2, [1, 2, 3, 4, 5, 6]);

        Assert.Equal(3, map[2, 0]);
        Assert.Equal(4, map[0, 1]);
    }

    [Fact]
    public void The_map_keeps_its_values_when_the_callers_array_changes()
    {
        double[] values = [1, 2];
        var map = new AttentionMap(2, 1, values);

        values[0] = 9;

        Assert.Equal(1, map[0, 0]);
    }

    [Fact]
    public void A_column_past_the_edge_is_not_the_next_row()
    {
        var map = new AttentionMap(2, 2, [1, 2, 3, 4]);

        Assert.Throws<ArgumentOutOfRangeException>(() => map[2, 0]);
        Assert.Throws<ArgumentOutOfRangeException>(() => map[-1, 1]);
    }

    [Theory]
    [InlineData(0, 1, 0, "A grid needs at least 1 x 1 patches, not 0 x 1; check the model's patch grid. (Parameter 'values')")]
    [InlineData(2, -2, 4, "A grid needs at least 1 x 1 patches, not 2 x -2; check the model's patch grid. (Parameter 'values')")]
    [InlineData(24, 24, 575, "A grid of 24 x 24 patches needs 576 values, not 575; check the model's patch grid. (Parameter 'values')")]
    [InlineData(65536, 65536, 0, "A grid of 65536 x 65536 patches needs 4294967296 values, not 0; check the model's patch grid. (Parameter 'values')")]
    public void Values_that_do_not_fit_the_grid_are_refused(int columns, int rows, int count, string message)
    {
        var error = Assert.Throws<ArgumentException>(() => new AttentionMap(columns, rows, new double[count]));

        Assert.Equal(message, error.Message);
    }

    [Fact]
    public void Values_that_are_not_finite_are_counted()
    {
        var map = new AttentionMap(2, 2, [double.NaN, 1, double.PositiveInfinity, double.NegativeInfinity]);

        Assert.Equal(3, map.NonFiniteCount);
        Assert.False(map.IsFinite);
        Assert.True(map.HasFinite);
    }

    [Fact]
    public void Sanitizing_turns_infinity_into_the_largest_finite_value_and_NaN_into_the_smallest()
    {
        var map = new AttentionMap(3, 2, [double.NaN, 0.5, double.PositiveInfinity, 7, double.NegativeInfinity, 2]);

        var sanitized = map.Sanitized();

        Assert.Equal([0.5, 0.5, 7, 7, 0.5, 2], sanitized.Values);
        Assert.Equal(0, sanitized.NonFiniteCount);
    }

    [Fact]
    public void Sanitizing_a_map_without_a_finite_value_gives_zeros()
    {
        var map = new AttentionMap(2, 1, [double.NaN, double.PositiveInfinity]);

        Assert.False(map.HasFinite);
        Assert.Equal([0.0, 0.0], map.Sanitized().Values);
    }

    [Fact]
    public void Sanitizing_a_finite_map_gives_the_map_itself()
    {
        var map = new AttentionMap(2, 1, [1, -1]);

        Assert.Same(map, map.Sanitized());
    }
}
