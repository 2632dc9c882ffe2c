using Judger.Client.Retry;
using Judger.Client.Tests.Support;

namespace Judger.Client.Tests.Retry;

/// <summary>The one retry loop of both clients.</summary>
public sealed class RetryLoopTests
{
    private static readonly ClusterUnavailableException Away = new("Away.");

    private readonly ManualClock _clock = new();
    private readonly List<TimeSpan> _attempts = [];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Pauses_double_up_to_a_second()
    {
        await RunAsync(new() { TotalTimeout = TimeSpan.FromSeconds(5) }, _ => new(Away));

        Assert.Equal([0, 50, 150, 350, 750, 1550, 2550, 3550, 4550], _attempts.Select(attempt => attempt.TotalMilliseconds));
    }

    [Fact]
    public async Task Pauses_are_as_long_as_the_server_says()
    {
        await RunAsync(new() { TotalTimeout = TimeSpan.FromSeconds(5) }, _ => new(Away, TimeSpan.FromSeconds(2)));

        Assert.Equal([0, 2, 4], _attempts.Select(attempt => attempt.TotalSeconds));
    }

    [Fact]
    public async Task An_outage_ends_the_call_before_its_time_is_over()
    {
        await RunAsync(new() { TotalTimeout = TimeSpan.FromMinutes(1), OutageTimeout = TimeSpan.FromSeconds(2) }, _ => new(Away));

        Assert.Equal(2.55, _attempts[^1].TotalSeconds);
    }

    [Fact]
    public async Task A_sign_of_life_ends_an_outage()
    {
        await RunAsync(new() { TotalTimeout = TimeSpan.FromMinutes(1), OutageTimeout = TimeSpan.FromSeconds(1) }, retry =>
        {
            if (_attempts.Count == 5) retry.Reset();
            return new(Away);
        });

        Assert.Equal([0, 50, 150, 350, 750, 800, 900, 1100, 1500, 2300], _attempts.Select(attempt => attempt.TotalMilliseconds));
    }

    [Fact]
    public async Task An_overloaded_cluster_is_waited_for_with_jitter_as_long_as_the_policy_says()
    {
        await RunAsync(
            new() { TotalTimeout = TimeSpan.FromMinutes(1), OverloadTimeout = TimeSpan.FromSeconds(10) },
            _ => new(new OverloadedException("Full.") { RetryAfter = TimeSpan.FromSeconds(3) }));

        Assert.InRange(_attempts.Count, 3, 4);
        Assert.All(_attempts.Zip(_attempts.Skip(1)), pair => Assert.InRange(pair.Second - pair.First, TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(3.61)));
    }

    public static TheoryData<JudgerException> Final =>
        [new OverloadedException("Full."), new SlotUnavailableException("None."), new QuestionRejectedException("No."), new StageFailedException("Broken.")];

    [Theory]
    [MemberData(nameof(Final), DisableDiscoveryEnumeration = true)]
    public async Task What_asking_again_does_not_help_is_told_at_once(JudgerException error)
    {
        Assert.Same(error, await RunAsync(new() { TotalTimeout = TimeSpan.FromMinutes(1) }, _ => new(error)));

        Assert.Single(_attempts);
    }

    /// <summary>Runs attempts that all fail, on a clock that follows the pauses; returns the last error.</summary>
    private async Task<JudgerException> RunAsync(RetryPolicy policy, Func<RetryLoop, CallFailure> fail)
    {
        using var retry = new RetryLoop(policy, _clock, Token);
        var running = ManualClock.Start(() => retry.RunAsync<bool>(AttemptAsync, _ => fail(retry)));
        await _clock.RunAsync(running, TimeSpan.FromMilliseconds(10));
        return await Assert.ThrowsAnyAsync<JudgerException>(() => running);

        Task<bool> AttemptAsync()
        {
            _attempts.Add(_clock.Now);
            throw new InvalidOperationException();
        }
    }
}
