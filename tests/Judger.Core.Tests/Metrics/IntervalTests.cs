using Judger.Core.Metrics;

namespace Judger.Core.Tests.Metrics;

public sealed class IntervalTests
{
    // Newcombe 1998, Statistics in Medicine 17, table I, method 3.
    [Theory]
    [InlineData(81, 263, 0.2553, 0.3662)]
    [InlineData(15, 148, 0.0624, 0.1605)]
    [InlineData(0, 20, 0, 0.1611)]
    [InlineData(1, 29, 0.0061, 0.1718)]
    public void Wilsons_interval_equals_the_published_one(int right, int all, double low, double high)
    {
        var interval = WilsonInterval.Of(right, all);

        Assert.Equal((low, high), (Math.Round(interval.Low, 4), Math.Round(interval.High, 4)));
    }

    [Fact]
    public void Without_questions_nothing_is_known() => Assert.Equal(new ConfidenceInterval(0, 1), WilsonInterval.Of(0, 0));

    [Fact]
    public void The_bootstrap_is_the_same_each_time_and_near_the_normal_interval()
    {
        double[] values = [.. Enumerable.Range(0, 1000).Select(index => index % 10 / 9.0)];
        var half = 1.96 * Math.Sqrt(values.Sum(value => (value - 0.5) * (value - 0.5)) / 999 / 1000);

        var interval = BootstrapInterval.OfMean(values);

        Assert.Equal(interval, BootstrapInterval.OfMean(values));
        Assert.InRange(interval.Low, 0.5 - (1.1 * half), 0.5 - (0.9 * half));
        Assert.InRange(interval.High, 0.5 + (0.9 * half), 0.5 + (1.1 * half));
    }

    [Fact]
    public void Many_values_have_the_normal_interval()
    {
        var interval = BootstrapInterval.OfMean([.. Enumerable.Range(0, 40_000).Select(index => index % 2.0)]);

        Assert.Equal((0.4951, 0.5049), (Math.Round(interval.Low, 4), Math.Round(interval.High, 4)));
    }

    [Fact]
    public void A_summary_takes_the_interval_of_its_scores_kind()
    {
        double[] scores = [1, 1, 0, 1];

        Assert.Equal(new(4, 0.75, WilsonInterval.Of(3, 4)), ScoreSummary.Of(scores, isProportion: true));
        Assert.Equal(new(4, 0.75, BootstrapInterval.OfMean(scores)), ScoreSummary.Of(scores, isProportion: false));
    }

    [Fact]
    public void A_change_tells_what_rose_and_what_fell()
    {
        var change = ScoreChange.Of([0, 0, 1, 0.5], [1, 0, 0, 1]);

        Assert.Equal((0.125, 0.5, 0.25), (change.Difference, change.Improved, change.Worsened));
        Assert.True(change.Interval.Low < 0.125 && change.Interval.High > 0.125);
        Assert.Throws<ArgumentException>(() => ScoreChange.Of([1], [1, 0]));
    }
}
