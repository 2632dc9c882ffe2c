using System.Diagnostics;
using Judger.Core.Judgments;

namespace Judger.Experts.Tests.Limits;

/// <summary>An expert within its limits.</summary>
public sealed class GuardedExpertTests
{
    private static readonly ExpertQuestion Question = new("digest", null, "What digit is it?", "8", ReferenceAnswer: null);
    private static readonly ExpertReply Right = new(new(Verdict.Correct, ""), Usage: new(1, 90, 10));

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_passing_failure_is_tried_again_and_counted()
    {
        await using var guarded = Guard(new(), out var expert, Fail(ExpertProblem.Unreachable), Fail(ExpertProblem.TimedOut), Right);

        var reply = await guarded.JudgeAsync(Question, Token);

        Assert.Equal(new ExpertUsage(3, 90, 10), reply.Usage);
        Assert.Equal(new ExpertUsage(3, 90, 10), guarded.Budget.Ledger.Total);
        Assert.Equal(3, expert.Calls);
    }

    [Fact]
    public async Task The_tries_come_to_an_end()
    {
        await using var guarded = Guard(new() { Attempts = 2 }, out var expert, Fail(ExpertProblem.Unreachable));

        await Assert.ThrowsAsync<ExpertException>(() => guarded.JudgeAsync(Question, Token));

        Assert.Equal(2, expert.Calls);
    }

    [Theory]
    [InlineData(ExpertProblem.Refused)]
    [InlineData(ExpertProblem.Malformed)]
    public async Task What_waiting_does_not_help_is_not_tried_again(ExpertProblem problem)
    {
        await using var guarded = Guard(new(), out var expert, Fail(problem));

        Assert.Equal(problem, (await Assert.ThrowsAsync<ExpertException>(() => guarded.JudgeAsync(Question, Token))).Problem);
        Assert.Equal(1, expert.Calls);
    }

    [Fact]
    public async Task An_expert_that_asks_for_a_pause_gets_it_from_everybody()
    {
        var pause = TimeSpan.FromMilliseconds(600);
        await using var guarded = Guard(new(), out var expert, new ExpertException(ExpertProblem.RateLimited, "slow down", pause), Right);
        var watch = Stopwatch.StartNew();
        var first = guarded.JudgeAsync(Question, Token);
        while (expert.Calls == 0) await Task.Delay(5, Token);
        await Task.Delay(50, Token);

        await guarded.JudgeAsync(Question with { Answer = "9" }, Token);

        Assert.InRange(watch.Elapsed, pause * 0.9, TimeSpan.FromMinutes(1));
        await first;
    }

    [Fact]
    public async Task An_expert_that_keeps_failing_is_left_alone_and_comes_back()
    {
        var limits = new ExpertLimits { Attempts = 1, BreakAfter = 4, BreakTime = TimeSpan.FromMilliseconds(500) };
        await using var guarded = Guard(limits, out var expert, Fail(ExpertProblem.Unreachable), Fail(ExpertProblem.Unreachable), Fail(ExpertProblem.Unreachable), Fail(ExpertProblem.Unreachable), Right);
        for (var failed = 0; failed < 4; failed++) await Assert.ThrowsAsync<ExpertException>(() => guarded.JudgeAsync(Question, Token));

        var error = await Assert.ThrowsAsync<ExpertException>(() => guarded.JudgeAsync(Question, Token));

        Assert.Equal((ExpertProblem.CircuitOpen, true, 4), (error.Problem, guarded.IsCircuitOpen, expert.Calls));
        await Task.Delay(600, Token);
        Assert.Equal(Verdict.Correct, (await guarded.JudgeAsync(Question, Token)).Judgment.Verdict);
        Assert.False(guarded.IsCircuitOpen);
    }

    [Fact]
    public async Task A_spent_budget_of_requests()
    {
        await using var guarded = Guard(new() { BudgetRequests = 2 }, out var expert, Right);
        await guarded.JudgeAsync(Question, Token);
        await guarded.JudgeAsync(Question, Token);

        var error = await Assert.ThrowsAsync<ExpertException>(() => guarded.JudgeAsync(Question, Token));

        Assert.Equal((ExpertProblem.BudgetSpent, 2), (error.Problem, expert.Calls));
    }

    [Fact]
    public async Task A_spent_budget_of_tokens()
    {
        await using var guarded = Guard(new() { BudgetTokens = 150 }, out var expert, Right);
        await guarded.JudgeAsync(Question, Token);
        await guarded.JudgeAsync(Question, Token);

        await Assert.ThrowsAsync<ExpertException>(() => guarded.JudgeAsync(Question, Token));

        Assert.Equal(2, expert.Calls);
    }

    [Fact]
    public void A_budget_goes_on_where_it_was_and_begins_anew_after_its_period()
    {
        var now = TimeProvider.System.GetUtcNow();
        var limits = new ExpertLimits { BudgetRequests = 5, BudgetPeriod = TimeSpan.FromHours(1) };

        var spent = new ExpertBudget(limits, TimeProvider.System, new(now - TimeSpan.FromMinutes(30), new(5, 0, 0), new(9, 0, 0)));
        var over = new ExpertBudget(limits, TimeProvider.System, new(now - TimeSpan.FromMinutes(61), new(5, 0, 0), new(9, 0, 0)));

        Assert.Throws<ExpertException>(spent.Claim);
        over.Claim();
        Assert.Equal((1, 10), (over.Ledger.Period.Requests, over.Ledger.Total.Requests));
    }

    [Fact]
    public async Task No_more_than_the_limit_are_in_flight()
    {
        int now = 0, most = 0;
        await using var guarded = Guard(new() { Concurrency = 3 }, out _, async token =>
        {
            var count = Interlocked.Increment(ref now);
            for (var seen = Volatile.Read(ref most); count > seen; seen = Volatile.Read(ref most)) Interlocked.CompareExchange(ref most, count, seen);
            await Task.Delay(20, token);
            Interlocked.Decrement(ref now);
        }, Right);

        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => guarded.JudgeAsync(Question, Token)));

        Assert.Equal(3, most);
    }

    [Fact]
    public async Task No_more_than_the_limit_go_out_in_a_minute()
    {
        // A burst of 20, then one each half second.
        await using var guarded = Guard(new() { Concurrency = 100, RequestsPerMinute = 120 }, out _, Right);
        var watch = Stopwatch.StartNew();

        await Task.WhenAll(Enumerable.Range(0, 22).Select(_ => guarded.JudgeAsync(Question, Token)));

        Assert.InRange(watch.Elapsed, TimeSpan.FromMilliseconds(500), TimeSpan.FromMinutes(1));
    }

    [Fact]
    public async Task Who_waits_for_a_turn_can_leave()
    {
        await using var guarded = Guard(new() { Concurrency = 1 }, out var expert, token => Task.Delay(Timeout.Infinite, token), Right);
        using var first = new CancellationTokenSource();
        using var second = new CancellationTokenSource(TimeSpan.FromMilliseconds(100));
        var running = guarded.JudgeAsync(Question, first.Token);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => guarded.JudgeAsync(Question, second.Token));

        Assert.Equal(1, expert.Calls);
        await first.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
    }

    private static ExpertException Fail(ExpertProblem problem) => new(problem, "no");

    private static GuardedExpert Guard(ExpertLimits limits, out ScriptedExpert expert, params object[] outcomes) => Guard(limits, out expert, _ => Task.CompletedTask, outcomes);

    private static GuardedExpert Guard(ExpertLimits limits, out ScriptedExpert expert, Func<CancellationToken, Task> before, params object[] outcomes)
    {
        limits.FirstPause = TimeSpan.FromMilliseconds(5);
        expert = new(before, outcomes);
        return new(expert, limits, new(limits, TimeProvider.System), TimeProvider.System);
    }

    /// <summary>Plays its outcomes in order, the last one again and again.</summary>
    private sealed class ScriptedExpert(Func<CancellationToken, Task> before, object[] outcomes) : IExpert
    {
        private int _calls;

        public int Calls => Volatile.Read(ref _calls);

        public string Name => "scripted";

        public async Task<ExpertReply> JudgeAsync(ExpertQuestion question, CancellationToken cancellationToken)
        {
            var call = Interlocked.Increment(ref _calls);
            await before(cancellationToken);
            return outcomes[Math.Min(call, outcomes.Length) - 1] is ExpertReply reply ? reply : throw (Exception)outcomes[Math.Min(call, outcomes.Length) - 1];
        }

        public Task<ExpertChoice> ChooseAsync(ExpertQuestion question, string earlier, CancellationToken cancellationToken) => Task.FromResult(new ExpertChoice(PreferredAnswer.None));
    }
}
