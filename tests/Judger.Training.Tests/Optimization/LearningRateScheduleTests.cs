using Judger.Training.Optimization;

namespace Judger.Training.Tests.Optimization;

public sealed class LearningRateScheduleTests
{
    private static readonly LearningRateSchedule Long = new(2, 1100);

    [Theory]
    [InlineData(0, 0.02)]
    [InlineData(49, 1)]
    [InlineData(99, 2)]
    [InlineData(100, 2)]
    [InlineData(600, 1.03)]
    [InlineData(1100, 0.06)]
    [InlineData(5000, 0.06)]
    public void The_rate_rises_in_a_line_and_falls_by_a_cosine_to_three_percent(int step, double rate) => Assert.Equal(rate, Long.At(step), 1e-9);

    [Fact]
    public void After_the_warm_up_the_rate_never_rises() =>
        Assert.All(Enumerable.Range(99, 1000), step => Assert.True(Long.At(step + 1) <= Long.At(step)));

    [Fact]
    public void A_short_run_warms_up_for_a_fifth_of_its_steps()
    {
        var schedule = new LearningRateSchedule(1, 50);
        Assert.Equal(0.1, schedule.At(0), 1e-9);
        Assert.Equal(1, schedule.At(9), 1e-9);
        Assert.Equal(1, new LearningRateSchedule(1, 1).At(0), 1e-9);
    }
}
