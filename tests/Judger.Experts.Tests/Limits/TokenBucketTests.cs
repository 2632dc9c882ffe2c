using Judger.Experts.Limits;

namespace Judger.Experts.Tests.Limits;

public sealed class TokenBucketTests
{
    [Fact]
    public void A_full_bucket_holds_ten_seconds_of_its_rate()
    {
        var bucket = new TokenBucket(600);

        Assert.Equal(TimeSpan.Zero, bucket.WaitFor(100, default));
        bucket.Take(100, default);
        Assert.Equal(TimeSpan.FromSeconds(0.1), bucket.WaitFor(1, default));
    }

    [Fact]
    public void More_than_it_can_ever_hold_passes_when_it_is_full_and_is_a_debt_afterwards()
    {
        var bucket = new TokenBucket(600);

        Assert.Equal(TimeSpan.Zero, bucket.WaitFor(250, default));
        bucket.Take(250, default);

        Assert.Equal(TimeSpan.FromSeconds(15.1), bucket.WaitFor(1, default));
        Assert.Equal(TimeSpan.FromSeconds(25), bucket.WaitFor(250, default));
        Assert.Equal(TimeSpan.FromSeconds(5.1), bucket.WaitFor(1, TimeSpan.FromSeconds(10)));
    }

    [Fact]
    public void What_is_given_back_never_makes_it_more_than_full()
    {
        var bucket = new TokenBucket(600);

        bucket.Take(40, default);
        bucket.Take(-60, default);
        bucket.Take(100, default);

        Assert.Equal(TimeSpan.FromSeconds(0.1), bucket.WaitFor(1, default));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(59_999)]
    [InlineData(int.MaxValue)]
    public void The_wait_that_it_names_is_enough_and_no_tick_too_long(int perMinute)
    {
        var bucket = new TokenBucket(perMinute);
        var now = TimeSpan.Zero;
        for (var i = 0; i < 100; i++)
        {
            bucket.Take(1 + (i * 13L), now);
            var wait = bucket.WaitFor(1, now);
            if (wait > TimeSpan.Zero) Assert.True(bucket.WaitFor(1, now + wait - TimeSpan.FromTicks(1)) > TimeSpan.Zero);
            now += wait;
            Assert.Equal(TimeSpan.Zero, bucket.WaitFor(1, now));
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(int.MaxValue)]
    public void Long_times_and_great_debts_do_not_overflow(int perMinute)
    {
        var bucket = new TokenBucket(perMinute);

        bucket.Take(long.MaxValue, default);
        Assert.True(bucket.WaitFor(1, default) > TimeSpan.FromDays(365));
        bucket.Take(-long.MaxValue, default);

        Assert.Equal(TimeSpan.Zero, bucket.WaitFor(1, TimeSpan.MaxValue));
    }
}
