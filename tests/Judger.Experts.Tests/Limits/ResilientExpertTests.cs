using Judger.Experts.Limits;
using Judger.Experts.Tests.Support;
using Judger.Tests.Shared;
using Microsoft.Extensions.Logging;

namespace Judger.Experts.Tests.Limits;

/// <summary>An expert with limits, retries, a circuit breaker and a budget, on a clock that the tests move.</summary>
public sealed class ResilientExpertTests
{
    private static readonly ExpertQuestion Question = new("digest", null, "What digit is it?", "8", ReferenceAnswer: null);
    private static readonly ExpertReply Right = new(new() { Verdict = Verdict.Correct }, Usage: new(1, 90, 10));

    private readonly FakeClock _clock = new();
    private readonly LogRecorder<ResilientExpert> _log = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_temporary_failure_is_retried_after_a_pause_and_counted()
    {
        using var resilient = Create(new(), out var expert, Fail(ExpertFailureKind.Unreachable), Fail(ExpertFailureKind.TimedOut), Right);

        var asked = resilient.JudgeAsync(Question, Token);
        await _clock.RunAsync(asked);

        Assert.Equal(new ExpertSpending(3, 90, 10), (await asked).Usage);
        Assert.Equal(new ExpertSpending(3, 90, 10), resilient.Budget.Statistics.Total);
        Assert.Equal(3, expert.Calls);
        Assert.NotEqual(TimeSpan.Zero, _clock.Elapsed);
        Assert.Equal(["ExpertRequestRetried", "ExpertRequestRetried"], _log.Entries.Select(entry => entry.Event.Name));
        Assert.StartsWith("Attempt 1 of 3 to ask expert scripted failed.", _log.Entries[0].Message, StringComparison.Ordinal);
        Assert.EndsWith("Failure: no", _log.Entries[0].Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Retries_come_to_an_end()
    {
        using var resilient = Create(new() { Attempts = 2 }, out var expert, Fail(ExpertFailureKind.Unreachable));

        await Assert.ThrowsAsync<ExpertException>(() => _clock.RunAsync(resilient.JudgeAsync(Question, Token)));

        Assert.Equal(2, expert.Calls);
    }

    [Theory]
    [InlineData(ExpertFailureKind.Refused)]
    [InlineData(ExpertFailureKind.Malformed)]
    public async Task A_lasting_failure_is_not_retried(ExpertFailureKind problem)
    {
        using var resilient = Create(new(), out var expert, Fail(problem));

        Assert.Equal(problem, (await Assert.ThrowsAsync<ExpertException>(() => resilient.JudgeAsync(Question, Token))).Problem);
        Assert.Equal(1, expert.Calls);
    }

    [Fact]
    public async Task A_pause_that_the_expert_asks_for_holds_for_all_requests()
    {
        var pause = TimeSpan.FromSeconds(6);
        using var resilient = Create(new(), out var expert, new ExpertException(ExpertFailureKind.RateLimited, "slow down", pause), Right);
        var first = resilient.JudgeAsync(Question, Token);
        var second = resilient.JudgeAsync(Question with { Answer = "9" }, Token);

        _clock.Advance(pause - TimeSpan.FromMilliseconds(1));

        Assert.Equal((1, false, false), (expert.Calls, first.IsCompleted, second.IsCompleted));
        _clock.Advance(TimeSpan.FromMilliseconds(1));
        await Task.WhenAll(first, second);
        Assert.Equal((3, pause), (expert.Calls, _clock.Elapsed));
    }

    [Fact]
    public async Task A_pause_holds_for_others_even_when_the_request_that_met_it_is_not_retried()
    {
        var pause = TimeSpan.FromSeconds(6);
        using var resilient = Create(new() { Attempts = 1 }, out var expert, new ExpertException(ExpertFailureKind.RateLimited, "slow down", pause), Right);
        await Assert.ThrowsAsync<ExpertException>(() => resilient.JudgeAsync(Question, Token));
        var second = resilient.JudgeAsync(Question, Token);

        _clock.Advance(pause - TimeSpan.FromMilliseconds(1));

        Assert.Equal(1, expert.Calls);
        _clock.Advance(TimeSpan.FromMilliseconds(1));
        await second;
        Assert.Equal(2, expert.Calls);
    }

    [Fact]
    public async Task A_pause_of_an_hour_is_cut_to_a_minute()
    {
        var limits = new ExpertLimitOptions { LongestPause = TimeSpan.FromMinutes(1) };
        using var resilient = Create(limits, out _, new ExpertException(ExpertFailureKind.RateLimited, "slow down", TimeSpan.FromHours(1)), Right);

        await _clock.RunAsync(resilient.JudgeAsync(Question, Token));

        Assert.Equal(TimeSpan.FromMinutes(1), _clock.Elapsed);
    }

    [Theory]
    [InlineData(21)]
    [InlineData(999_999)]
    [InlineData(2.5e11)] // the year 9999
    public async Task A_pause_that_would_eat_budgets_is_not_waited_for(double seconds)
    {
        var pause = TimeSpan.FromSeconds(seconds);
        using var resilient = Create(new(), out var expert, new ExpertException(ExpertFailureKind.RateLimited, "slow down", pause), Right);

        var first = await Assert.ThrowsAsync<ExpertException>(() => resilient.JudgeAsync(Question, Token));
        var second = await Assert.ThrowsAsync<ExpertException>(() => resilient.JudgeAsync(Question, Token));

        Assert.Equal((ExpertFailureKind.RateLimited, ExpertFailureKind.RateLimited), (first.Problem, second.Problem));
        Assert.Equal((1, TimeSpan.Zero), (expert.Calls, _clock.Elapsed));

        // It is asked again after the pause, or after a minute.
        _clock.Advance(pause < TimeSpan.FromMinutes(1) ? pause : TimeSpan.FromMinutes(1));
        await resilient.JudgeAsync(Question, Token);
        Assert.Equal(2, expert.Calls);
    }

    [Fact]
    public async Task A_long_pause_does_not_hold_those_who_wait_already()
    {
        using var limiter = new ExpertRateLimiter(new() { Concurrency = 1 }, _clock);
        using var running = await limiter.AcquireAsync(Token);
        var waiting = limiter.AcquireAsync(Token);

        limiter.Hold(TimeSpan.FromSeconds(30));

        Assert.Equal(ExpertFailureKind.RateLimited, (await Assert.ThrowsAsync<ExpertException>(() => waiting)).Problem);
    }

    [Fact]
    public async Task An_expert_that_keeps_failing_is_not_asked_for_a_while_and_then_again()
    {
        var limits = new ExpertLimitOptions { Attempts = 1, BreakAfter = 4, BreakTime = TimeSpan.FromSeconds(15) };
        var failure = Fail(ExpertFailureKind.Unreachable);
        using var resilient = Create(limits, out var expert, failure, failure, failure, failure, Right);
        for (var failed = 0; failed < 4; failed++) await Assert.ThrowsAsync<ExpertException>(() => resilient.JudgeAsync(Question, Token));
        _clock.Advance(TimeSpan.FromSeconds(14));

        var error = await Assert.ThrowsAsync<ExpertException>(() => resilient.JudgeAsync(Question, Token));

        Assert.Equal((ExpertFailureKind.CircuitOpen, true, 4), (error.Problem, resilient.IsCircuitOpen, expert.Calls));
        Assert.Equal("The expert scripted failed too often. It is not asked for 15 s. Check its server and the network.", error.Message);
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(Verdict.Correct, (await resilient.JudgeAsync(Question, Token)).Judgment.Verdict);
        Assert.False(resilient.IsCircuitOpen);
        Assert.Equal(
            [(1, "ExpertCircuitOpened", LogLevel.Warning), (2, "ExpertCircuitClosed", LogLevel.Information)],
            _log.Entries.Select(entry => (entry.Event.Id, entry.Event.Name!, entry.Level)));
        Assert.Equal("Expert scripted failed too often. It is not asked for 15 s. Last failure: no", _log.Entries[0].Message);
    }

    [Fact]
    public async Task A_spent_budget_of_requests_is_logged_once_in_a_period()
    {
        var limits = new ExpertLimitOptions { BudgetRequests = 2, BudgetPeriod = TimeSpan.FromHours(1) };
        using var resilient = Create(limits, out var expert, Right);
        await resilient.JudgeAsync(Question, Token);
        await resilient.JudgeAsync(Question, Token);

        for (var i = 0; i < 3; i++)
        {
            var error = await Assert.ThrowsAsync<ExpertException>(() => resilient.JudgeAsync(Question, Token));
            Assert.Equal((ExpertFailureKind.BudgetSpent, 2), (error.Problem, expert.Calls));
        }

        Assert.Equal("ExpertBudgetSpent", Assert.Single(_log.Entries).Event.Name);
        _clock.Advance(TimeSpan.FromHours(1));
        await resilient.JudgeAsync(Question, Token);
        await resilient.JudgeAsync(Question, Token);
        await Assert.ThrowsAsync<ExpertException>(() => resilient.JudgeAsync(Question, Token));
        Assert.Equal(2, _log.Entries.Count);
        Assert.Equal(4, expert.Calls);
    }

    [Fact]
    public async Task A_spent_budget_of_tokens()
    {
        using var resilient = Create(new() { BudgetTokens = 150 }, out var expert, Right);
        await resilient.JudgeAsync(Question, Token);
        await resilient.JudgeAsync(Question, Token);

        await Assert.ThrowsAsync<ExpertException>(() => resilient.JudgeAsync(Question, Token));

        Assert.Equal(2, expert.Calls);
    }

    [Fact]
    public async Task A_spent_budget_is_reported_without_waiting_for_the_rate_limit()
    {
        using var resilient = Create(new() { BudgetRequests = 1, RequestsPerMinute = 1 }, out _, Right);
        await resilient.JudgeAsync(Question, Token);

        var error = await Assert.ThrowsAsync<ExpertException>(() => resilient.JudgeAsync(Question, Token));

        Assert.Equal((ExpertFailureKind.BudgetSpent, TimeSpan.Zero), (error.Problem, _clock.Elapsed));
    }

    [Fact]
    public void A_budget_continues_from_what_was_stored_and_is_full_again_after_its_period()
    {
        var now = _clock.GetUtcNow();
        var limits = new ExpertLimitOptions { BudgetRequests = 5, BudgetPeriod = TimeSpan.FromHours(1) };

        var spent = new ExpertBudget(limits, _clock, new(now - TimeSpan.FromMinutes(30), new(5, 0, 0), new(9, 0, 0)));
        var over = new ExpertBudget(limits, _clock, new(now - TimeSpan.FromMinutes(61), new(5, 0, 0), new(9, 0, 0)));

        Assert.Equal(
            "The expert's budget is spent until 2026-01-01 00:30:00Z. Raise BudgetRequests or BudgetTokens to ask it before then.",
            Assert.Throws<ExpertException>(spent.Claim).Message);
        over.Claim();
        Assert.Equal((1, 10), (over.Statistics.Period.Requests, over.Statistics.Total.Requests));
    }

    [Fact]
    public async Task No_more_requests_than_the_limit_are_in_flight()
    {
        using var release = new SemaphoreSlim(0);
        using var started = new SemaphoreSlim(0);
        int now = 0, most = 0;
        using var resilient = Create(new() { Concurrency = 3 }, out var expert, async token =>
        {
            var count = Interlocked.Increment(ref now);
            for (var seen = Volatile.Read(ref most); count > seen; seen = Volatile.Read(ref most)) Interlocked.CompareExchange(ref most, count, seen);
            started.Release();
            await release.WaitAsync(token);
            Interlocked.Decrement(ref now);
        }, Right);

        var asked = Enumerable.Range(0, 20).Select(_ => resilient.JudgeAsync(Question, Token)).ToList();
        Assert.Equal(3, expert.Calls);
        for (var request = 0; request < 20; request++)
        {
            await started.WaitAsync(Token);
            release.Release();
        }

        await Task.WhenAll(asked);
        Assert.Equal((3, 20), (most, expert.Calls));
    }

    [Fact]
    public async Task No_more_requests_than_the_limit_start_in_a_minute()
    {
        // A burst of 20, then one each half second.
        using var resilient = Create(new() { Concurrency = 100, RequestsPerMinute = 120 }, out var expert, Right);

        var asked = Task.WhenAll(Enumerable.Range(0, 22).Select(_ => resilient.JudgeAsync(Question, Token)));

        Assert.Equal(20, expert.Calls);
        await _clock.RunAsync(asked);
        Assert.Equal((22, TimeSpan.FromSeconds(1)), (expert.Calls, _clock.Elapsed));
    }

    [Fact]
    public async Task A_request_that_used_more_tokens_than_were_reserved_delays_the_next_one()
    {
        var large = Right with { Usage = new(1, 29_000, 1_000) };
        using var resilient = Create(new() { TokensPerMinute = 60_000 }, out var expert, large);

        for (var request = 0; request < 5; request++) await _clock.RunAsync(resilient.JudgeAsync(Question, Token));

        // 10,000 tokens were there, and 1,000 came each second: the first four requests must have been paid before the fifth started.
        Assert.Equal(5, expert.Calls);
        Assert.InRange(_clock.Elapsed.TotalSeconds, (4 * 30) - 10, 5 * 30);
    }

    [Fact]
    public async Task A_request_that_waits_can_be_cancelled()
    {
        using var resilient = Create(new() { Concurrency = 1 }, out var expert, token => Task.Delay(Timeout.Infinite, token), Right);
        using var first = new CancellationTokenSource();
        using var second = new CancellationTokenSource();
        var running = resilient.JudgeAsync(Question, first.Token);
        var waiting = resilient.JudgeAsync(Question, second.Token);

        await second.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        Assert.Equal((1, false), (expert.Calls, running.IsCompleted));
        await first.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
    }

    private static ExpertException Fail(ExpertFailureKind problem) => new(problem, "no");

    private ResilientExpert Create(ExpertLimitOptions limits, out ScriptedExpert expert, params object[] outcomes) =>
        Create(limits, out expert, _ => Task.CompletedTask, outcomes);

    private ResilientExpert Create(ExpertLimitOptions limits, out ScriptedExpert expert, Func<CancellationToken, Task> before, params object[] outcomes)
    {
        expert = new(before, outcomes);
        return new(expert, limits, new(limits, _clock), _clock, _log);
    }
}
