using Judger.Inference.Cost;

namespace Judger.Inference.Tests.Cost;

public sealed class StepCostTests
{
    [Fact]
    public void Steps_of_different_sizes_tell_the_part_of_each_step_from_the_part_of_each_position()
    {
        var cost = new StepCost(isProportional: false);
        for (var i = 0; i < 200; i++) cost.Add(1 + (i % 8), 0.012 + (0.0002 * (1 + (i % 8))));

        var (step, position) = cost.Fit();

        Assert.Equal(0.012, step, 0.0005);
        Assert.Equal(0.0002, position, 0.0001);
    }

    [Theory]
    [InlineData(true, 0, 0.01)]
    [InlineData(false, 0.04, 0)]
    public void Steps_of_one_size_are_taken_as_the_kind_of_step_suggests(bool isProportional, double step, double position)
    {
        var cost = new StepCost(isProportional);
        for (var i = 0; i < 20; i++) cost.Add(4, 0.04);

        var fit = cost.Fit();

        Assert.Equal(step, fit.Step, 1e-9);
        Assert.Equal(position, fit.Position, 1e-9);
    }

    [Fact]
    public void A_step_that_was_slower_when_it_was_smaller_gives_no_negative_cost()
    {
        var cost = new StepCost(isProportional: true);
        for (var i = 0; i < 20; i++) cost.Add(1 + (i % 2), i % 2 == 0 ? 0.1 : 0.01);

        var (step, position) = cost.Fit();

        Assert.True(step > 0);
        Assert.Equal(0, position, 1e-9);
    }

    [Fact]
    public void Nothing_measured_costs_nothing() => Assert.Equal((0d, 0d), new StepCost(isProportional: true).Fit());
}
