using Judger.Experts.Limits;
using Judger.Tests.Shared;

namespace Judger.Experts.Tests.Limits;

/// <summary>The limits of one expert's requests, on a clock that the tests move.</summary>
public sealed class ExpertRateLimiterTests
{
    // What the limiter reserves for the first request.
    private const int Estimate = 1500;

    private readonly FakeClock _clock = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(30_000)]
    [InlineData(5_000)]
    [InlineData(100)]
    public async Task Tokens_each_minute_hold_and_are_used_up_for_requests_of_any_size(int used)
    {
        const int PerMinute = 60_000, Burst = PerMinute / 6;
        using var limiter = new ExpertRateLimiter(new() { TokensPerMinute = PerMinute }, _clock);
        var total = 0L;
        while (_clock.Elapsed < TimeSpan.FromMinutes(10))
        {
            await RequestAsync(limiter, used);
            total += used;

            Assert.InRange(total, 0, Burst + Refilled(_clock.Elapsed) + used);
        }

        // The limiter is not stricter than it must be.
        Assert.InRange(total, Refilled(_clock.Elapsed) - used, double.MaxValue);

        static double Refilled(TimeSpan time) => time.TotalMinutes * PerMinute;
    }

    [Fact]
    public async Task A_request_far_larger_than_the_burst_delays_the_next_one_until_its_debt_is_paid()
    {
        using var limiter = new ExpertRateLimiter(new() { TokensPerMinute = 60_000 }, _clock);
        await RequestAsync(limiter, 30_000);

        var next = limiter.AcquireAsync(Token);

        // 10,000 were there and 30,000 are used. The next estimate is an eighth of the way from 1,500 to 30,000, 1,000 tokens come each second.
        var wait = TimeSpan.FromSeconds(20 + 5.063);
        _clock.Advance(wait - TimeSpan.FromMilliseconds(1));
        Assert.False(next.IsCompleted);
        _clock.Advance(TimeSpan.FromMilliseconds(1));
        Assert.True(next.IsCompletedSuccessfully);
    }

    [Fact]
    public async Task Requests_that_run_at_once_all_pay_what_they_used_beyond_their_reservations()
    {
        using var limiter = new ExpertRateLimiter(new() { TokensPerMinute = 60_000 }, _clock);
        var leases = new List<ExpertLease>();
        for (var i = 0; i < 6; i++) leases.Add(await limiter.AcquireAsync(Token));
        foreach (var lease in leases)
        {
            lease.Settle(10_000);
            lease.Dispose();
        }

        var next = limiter.AcquireAsync(Token);

        // 10,000 were there and 60,000 are used: below 50 s nothing can pass, whatever the estimate is.
        _clock.Advance(TimeSpan.FromSeconds(50));
        Assert.False(next.IsCompleted);
        _clock.Advance(TimeSpan.FromSeconds(10));
        Assert.True(next.IsCompletedSuccessfully);
    }

    [Fact]
    public async Task Unused_tokens_of_a_reservation_are_given_back()
    {
        using var limiter = new ExpertRateLimiter(new() { TokensPerMinute = 6 * Estimate }, _clock);

        for (var i = 0; i < 10; i++) await RequestAsync(limiter, 10);

        // The bucket held one estimate. The requests used 100 tokens of it, and each was expected to be smaller than the one before.
        Assert.Equal(TimeSpan.Zero, _clock.Elapsed);
    }

    [Fact]
    public async Task A_request_without_a_known_use_keeps_its_reservation()
    {
        using var limiter = new ExpertRateLimiter(new() { TokensPerMinute = 6 * Estimate }, _clock);
        (await limiter.AcquireAsync(Token)).Dispose();

        var next = limiter.AcquireAsync(Token);

        _clock.Advance(TimeSpan.FromMilliseconds(9_999));
        Assert.False(next.IsCompleted);
        _clock.Advance(TimeSpan.FromMilliseconds(1));
        Assert.True(next.IsCompletedSuccessfully);
    }

    [Fact]
    public async Task Waiting_requests_start_in_the_order_in_which_they_came()
    {
        // A burst of one, then one each second.
        using var limiter = new ExpertRateLimiter(new() { RequestsPerMinute = 60, Concurrency = 100 }, _clock);
        for (var i = 0; i < 10; i++) await limiter.AcquireAsync(Token);
        var waiting = Enumerable.Range(0, 20).Select(_ => limiter.AcquireAsync(Token)).ToList();

        for (var second = 0; second < 20; second++)
        {
            Assert.Equal(Enumerable.Range(0, 20).Select(i => i < second), waiting.Select(request => request.IsCompletedSuccessfully));
            _clock.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.All(waiting, request => Assert.True(request.IsCompletedSuccessfully));
    }

    [Fact]
    public async Task A_cancelled_wait_leaves_no_debt_and_lets_the_next_ones_move_up()
    {
        // A burst of one request, then one each ten seconds; a burst of 1,500 tokens, then 150 each second.
        using var limiter = new ExpertRateLimiter(new() { RequestsPerMinute = 6, TokensPerMinute = 6 * Estimate, Concurrency = 100 }, _clock);
        using var cancelled = new CancellationTokenSource();
        await limiter.AcquireAsync(Token);
        var impatient = Enumerable.Range(0, 50).Select(_ => limiter.AcquireAsync(cancelled.Token)).ToList();
        var patient = limiter.AcquireAsync(Token);
        _clock.Advance(TimeSpan.FromSeconds(9));

        await cancelled.CancelAsync();

        Assert.All(impatient, request => Assert.True(request.IsCanceled));
        _clock.Advance(TimeSpan.FromMilliseconds(999));
        Assert.False(patient.IsCompleted);
        _clock.Advance(TimeSpan.FromMilliseconds(1));
        Assert.True(patient.IsCompletedSuccessfully);
    }

    [Fact]
    public void A_wait_that_is_cancelled_before_it_begins_takes_nothing()
    {
        using var limiter = new ExpertRateLimiter(new() { RequestsPerMinute = 1 }, _clock);

        Assert.True(limiter.AcquireAsync(new CancellationToken(canceled: true)).IsCanceled);

        Assert.True(limiter.AcquireAsync(Token).IsCompletedSuccessfully);
    }

    [Fact]
    public void A_request_waits_until_both_its_limits_let_it_through_and_takes_from_neither_before()
    {
        // A burst of two requests, then one each five seconds; a burst of one estimate of tokens, then one each ten seconds.
        using var limiter = new ExpertRateLimiter(new() { RequestsPerMinute = 12, TokensPerMinute = 6 * Estimate, Concurrency = 100 }, _clock);
        var started = Enumerable.Range(0, 4).Select(_ => limiter.AcquireAsync(Token)).ToList();

        var counts = new List<int>();
        for (var second = 0; second <= 30; second += 5)
        {
            counts.Add(started.Count(request => request.IsCompletedSuccessfully));
            _clock.Advance(TimeSpan.FromSeconds(5));
        }

        Assert.Equal([1, 1, 2, 2, 3, 3, 4], counts);
    }

    [Fact]
    public async Task Small_requests_are_limited_by_their_number_and_large_ones_by_their_tokens()
    {
        // One request each second and 1,000 tokens each second.
        using var limiter = new ExpertRateLimiter(new() { RequestsPerMinute = 60, TokensPerMinute = 60_000 }, _clock);

        for (var i = 0; i < 70; i++) await RequestAsync(limiter, 100);
        Assert.Equal(TimeSpan.FromSeconds(60), _clock.Elapsed);

        for (var i = 0; i < 30; i++) await RequestAsync(limiter, 2_000);
        Assert.InRange(_clock.Elapsed.TotalSeconds, 60 + 60 - 12, 60 + 60);
    }

    [Fact]
    public async Task A_pause_that_begins_while_a_request_waits_delays_that_request()
    {
        using var limiter = new ExpertRateLimiter(new() { RequestsPerMinute = 6 }, _clock);
        await RequestAsync(limiter, 1);
        var waiting = limiter.AcquireAsync(Token);
        _clock.Advance(TimeSpan.FromSeconds(8));

        limiter.Hold(TimeSpan.FromSeconds(7));

        _clock.Advance(TimeSpan.FromMilliseconds(6_999));
        Assert.False(waiting.IsCompleted);
        _clock.Advance(TimeSpan.FromMilliseconds(1));
        Assert.True(waiting.IsCompletedSuccessfully);
    }

    [Fact]
    public async Task A_pause_that_begins_while_a_request_waits_for_another_to_end_delays_it_too()
    {
        using var limiter = new ExpertRateLimiter(new() { Concurrency = 1 }, _clock);
        var running = await limiter.AcquireAsync(Token);
        var waiting = limiter.AcquireAsync(Token);

        limiter.Hold(TimeSpan.FromSeconds(3));
        running.Dispose();

        _clock.Advance(TimeSpan.FromMilliseconds(2_999));
        Assert.False(waiting.IsCompleted);
        _clock.Advance(TimeSpan.FromMilliseconds(1));
        Assert.True(waiting.IsCompletedSuccessfully);
    }

    [Fact]
    public void A_shorter_pause_does_not_end_a_longer_one()
    {
        using var limiter = new ExpertRateLimiter(new(), _clock);
        limiter.Hold(TimeSpan.FromSeconds(10));
        limiter.Hold(TimeSpan.FromSeconds(2));
        var waiting = limiter.AcquireAsync(Token);

        _clock.Advance(TimeSpan.FromSeconds(9));
        Assert.False(waiting.IsCompleted);
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.True(waiting.IsCompletedSuccessfully);
    }

    [Fact]
    public async Task A_debt_of_months_is_waited_for()
    {
        using var limiter = new ExpertRateLimiter(new() { TokensPerMinute = 1 }, _clock);
        await RequestAsync(limiter, 100_000);

        var next = limiter.AcquireAsync(Token);

        _clock.Advance(TimeSpan.FromMinutes(99_999));
        Assert.False(next.IsCompleted);
        _clock.Advance(TimeSpan.FromMinutes(1));
        Assert.True(next.IsCompletedSuccessfully);
    }

    [Fact]
    public async Task Requests_that_wait_while_the_process_stops_fail_and_later_ones_too()
    {
        using var limiter = new ExpertRateLimiter(new() { Concurrency = 1 }, _clock);
        var running = await limiter.AcquireAsync(Token);
        var waiting = limiter.AcquireAsync(Token);

        limiter.Dispose();
        running.Dispose();

        Assert.Equal(ExpertFailureKind.Unreachable, (await Assert.ThrowsAsync<ExpertException>(() => waiting)).Problem);
        Assert.Equal(ExpertFailureKind.Unreachable, (await Assert.ThrowsAsync<ExpertException>(() => limiter.AcquireAsync(Token))).Problem);
    }

    [Fact]
    public async Task Threads_that_cancel_and_ask_at_once_lose_no_turn()
    {
        const int Concurrency = 4;
        using var limiter = new ExpertRateLimiter(new() { Concurrency = Concurrency }, TimeProvider.System);
        int running = 0, most = 0, done = 0;
        var threads = new ParallelOptions { MaxDegreeOfParallelism = 32, CancellationToken = Token };

        await Parallel.ForEachAsync(Enumerable.Range(0, 2_000), threads, async (i, token) =>
        {
            using var cancelled = CancellationTokenSource.CreateLinkedTokenSource(token);
            var acquired = limiter.AcquireAsync(cancelled.Token);
            if (i % 3 == 0) await cancelled.CancelAsync();
            try
            {
                using var lease = await acquired;
                var count = Interlocked.Increment(ref running);
                for (var seen = Volatile.Read(ref most); count > seen; seen = Volatile.Read(ref most)) Interlocked.CompareExchange(ref most, count, seen);
                await Task.Yield();
                Interlocked.Decrement(ref running);
                Interlocked.Increment(ref done);
            }
            catch (OperationCanceledException) when (i % 3 == 0)
            {
                Interlocked.Increment(ref done);
            }
        });

        Assert.Equal(2_000, done);
        Assert.InRange(most, 1, Concurrency);
        var leases = Enumerable.Range(0, Concurrency + 1).Select(_ => limiter.AcquireAsync(Token)).ToList();
        Assert.Equal([true, true, true, true, false], leases.Select(lease => lease.IsCompletedSuccessfully));
    }

    // One request after the other; the clock moves on until each may start.
    private async Task RequestAsync(ExpertRateLimiter limiter, long used)
    {
        var acquired = limiter.AcquireAsync(Token);
        await _clock.RunAsync(acquired);
        using var lease = await acquired;
        lease.Settle(used);
    }
}
