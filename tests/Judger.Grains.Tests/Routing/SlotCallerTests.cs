using Judger.Grains.Routing;
using Judger.Grains.Slots;
using Microsoft.Extensions.Logging.Abstractions;

namespace Judger.Grains.Tests.Routing;

/// <summary>What becomes of a stage whose slot refuses, fails or goes away.</summary>
public sealed class SlotCallerTests
{
    private static readonly TimeSpan SlotTimeout = TimeSpan.FromSeconds(15);
    private static readonly ImageDigest Image = Routers.Digest(1);

    private readonly SkippingTime _time = new();
    private int _losses;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(0)]
    [InlineData(20)]
    [InlineData(300)]
    public async Task A_silo_that_goes_away_during_a_pass_is_waited_for_however_long_the_pass_was(int passSeconds)
    {
        var (caller, _) = Over(1);
        double? lost = null;

        await Assert.ThrowsAsync<SlotUnavailableException>(() => caller.CallAsync<string>(Call(), (_, _) =>
        {
            if (lost is null) _time.Now += passSeconds;
            lost ??= _time.Now;
            throw new SlotUnavailableException("gone");
        }, Token));

        Assert.InRange(_time.Now - lost!.Value, SlotTimeout.TotalSeconds, SlotTimeout.TotalSeconds + 2);
    }

    [Fact]
    public async Task A_device_that_always_fails_is_seen_by_a_handful_of_calls_and_then_left_to_the_other()
    {
        var (caller, router) = Over(2);
        var broken = router.First(Image);
        var calls = 0;

        for (var i = 0; i < 50; i++) Assert.NotEqual(broken, (await caller.CallAsync(Call(), WorkAsync, Token)).Slot);

        // Three that take it out, and a try each second, then more rarely.
        Assert.InRange(calls, 3, 8);

        Task<SlotReply<string>> WorkAsync(SlotKey slot, double share)
        {
            _time.Now += 0.1;
            if (slot != broken) return Task.FromResult(Served);
            calls++;
            throw new StageFailedException("The device is broken.") { IsDeviceFailure = true };
        }
    }

    [Fact]
    public async Task A_device_that_works_again_is_back_after_one_try()
    {
        var (caller, router) = Over(2);
        var broken = router.First(Image);
        var isBroken = true;
        for (var i = 0; i < 3; i++) await caller.CallAsync(Call(), WorkAsync, Token);
        Assert.NotEqual(broken, router.First(Image));

        isBroken = false;
        _time.Now += 2;

        Assert.Equal(broken, (await caller.CallAsync(Call(), WorkAsync, Token)).Slot);
        Assert.Equal(broken, router.First(Image));

        Task<SlotReply<string>> WorkAsync(SlotKey slot, double share) =>
            slot == broken && isBroken ? throw new StageFailedException("broken") { IsDeviceFailure = true } : Task.FromResult(Served);
    }

    [Fact]
    public async Task A_question_that_no_device_can_answer_takes_no_slot_out_of_rotation()
    {
        var (caller, router) = Over(1);

        for (var i = 0; i < 10; i++)
            await Assert.ThrowsAsync<StageFailedException>(() => caller.CallAsync<string>(Call(), (_, _) => throw new StageFailedException("no"), Token));

        Assert.Single(router.All(Image));
    }

    [Fact]
    public async Task One_call_that_fails_on_a_device_as_often_as_it_is_tried_counts_once()
    {
        var (caller, router) = Over(1);

        for (var i = 0; i < 2; i++) await FailAsync();
        Assert.Single(router.All(Image));
        await FailAsync();
        Assert.Empty(router.All(Image));

        Task FailAsync() => Assert.ThrowsAsync<StageFailedException>(
            () => caller.CallAsync<string>(Call(), (_, _) => throw new StageFailedException("broken") { IsDeviceFailure = true }, Token));
    }

    [Fact]
    public async Task While_every_slot_is_out_a_call_says_why()
    {
        var (caller, _) = Over(1);
        for (var i = 0; i < 3; i++) await Assert.ThrowsAsync<StageFailedException>(FailAsync);

        // Tries fail too, until the pauses are longer than a stage waits.
        var error = await Assert.ThrowsAnyAsync<JudgerException>(FailAsync);
        for (var i = 0; i < 10 && error is not SlotUnavailableException; i++) error = await Assert.ThrowsAnyAsync<JudgerException>(FailAsync);

        Assert.Equal(
            "Every slot that serves Baseline is out of rotation because its device fails (silo-0/cuda:0/llava: broken); "
            + "look at its silo's log, or ask again when it works.",
            error.Message);

        Task FailAsync() => caller.CallAsync<string>(Call(), (_, _) => throw new StageFailedException("broken") { IsDeviceFailure = true }, Token);
    }

    [Fact]
    public async Task A_slot_that_declines_is_asked_again_without_a_share_when_no_other_is_there()
    {
        var (caller, _) = Over(1);
        var shares = new List<double>();

        await caller.CallAsync(Call(), (_, share) =>
        {
            shares.Add(share);
            return Task.FromResult(double.IsInfinity(share) ? Served : new SlotReply<string> { Answer = SlotAnswer.Declined, Load = new() { Running = 9 } });
        }, Token);

        Assert.Equal([1.25, double.PositiveInfinity], shares);
    }

    [Fact]
    public async Task When_all_refuse_a_first_stage_the_question_is_refused_with_the_soonest_time()
    {
        var (caller, _) = Over(2);
        var seconds = 5;

        var error = await Assert.ThrowsAsync<OverloadedException>(() => caller.CallAsync(
            Call(),
            (_, _) => Task.FromResult(
                new SlotReply<string> { Answer = SlotAnswer.Refused, RetryAfter = TimeSpan.FromSeconds(seconds++), Load = new() }),
            Token));

        Assert.Equal(5, error.RetryAfter.TotalSeconds, 3);
    }

    [Fact]
    public async Task Work_that_two_silos_die_with_is_given_to_no_third()
    {
        var (caller, _) = Over(3);
        var died = new List<SlotKey>();

        var error = await Assert.ThrowsAsync<StageFailedException>(() => caller.CallAsync<string>(Call(), Die, Token));

        Assert.Equal(2, died.Distinct().Count());
        Assert.Equal(
            "2 silos died while they worked for the question, so it may be what kills them. Look at their logs, or ask about another image under a new id.",
            error.Message);

        Task<SlotReply<string>> Die(SlotKey slot, double share)
        {
            died.Add(slot);
            _time.Now++;
            throw new SiloUnavailableException("gone");
        }
    }

    [Fact]
    public async Task A_suspect_waits_for_its_turn_and_is_not_refused()
    {
        var (caller, _) = Over(2);
        var calls = 0;
        var suspect = Call() with { IsSuspect = () => true };

        await caller.CallAsync(suspect, (_, _) => Task.FromResult(calls++ switch
        {
            < 4 => new SlotReply<string> { Answer = SlotAnswer.Declined, Load = new() },
            4 => new SlotReply<string> { Answer = SlotAnswer.Refused, RetryAfter = TimeSpan.FromSeconds(9), Load = new() },
            _ => Served,
        }), Token);

        Assert.InRange(_time.Now, 0.5, 20);
    }

    [Fact]
    public async Task A_suspect_is_not_charged_with_a_silo_that_was_gone_before()
    {
        var (calls, probes) = (0, 0);
        var (caller, _) = Over(3, (_, _) => probes++ < 2 ? throw new SiloUnavailableException("gone") : Task.CompletedTask);

        await caller.CallAsync(Call() with { IsSuspect = () => true }, (_, _) =>
        {
            calls++;
            return Task.FromResult(Served);
        }, Token);

        Assert.Equal((1, 3), (calls, probes));
    }

    [Fact]
    public async Task A_silo_that_refuses_at_once_has_not_died_with_the_work()
    {
        var (caller, _) = Over(2);
        var calls = 0;

        await caller.CallAsync(Call(), (_, _) => calls++ < 4 ? throw new SiloUnavailableException("gone") : Task.FromResult(Served), Token);

        Assert.Equal(5, calls);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Work_that_is_stopped_says_whether_its_silo_is_gone(bool isGone)
    {
        using var stop = new CancellationTokenSource();
        IReadOnlyList<Slot> slots = Routers.Slots(2);
        var router = new SlotRouter(() => slots, _time, RoutingOptions.Default, NullLogger<SlotRouter>.Instance);

        var stopped = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Caller(router).CallAsync<string>(Call(), Work, stop.Token));

        Assert.Equal(isGone, stopped is SiloDiedException);

        async Task<SlotReply<string>> Work(SlotKey slot, double share)
        {
            if (isGone) slots = [.. slots.Where(other => other.Key != slot)];
            await stop.CancelAsync();
            throw new OperationCanceledException(stop.Token);
        }
    }

    private static SlotReply<string> Served => new() { Answer = SlotAnswer.Served, Value = "done", Load = new() };

    private SlotCall Call() => new(Image, ModelRole.Baseline, Model: null, Preferred: null, IsAdmission: true, Remaining: TimeSpan.Zero)
    {
        NoteLoss = _ => Task.FromResult(++_losses),
    };

    private (SlotCaller Caller, SlotRouter Router) Over(int slots, Func<string, CancellationToken, Task>? probe = null)
    {
        var router = Routers.Over(_time, Routers.Slots(slots));
        return (Caller(router, probe), router);
    }

    private SlotCaller Caller(SlotRouter router, Func<string, CancellationToken, Task>? probe = null) =>
        new(router, probe ?? ((_, _) => Task.CompletedTask), new(MaxAttempts: 3, MaxLosses: 2, SlotTimeout), _time);

    /// <summary>A clock that moves by what is waited for, so that no test waits.</summary>
    private sealed class SkippingTime : TimeProvider
    {
        public double Now { get; set; }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => (long)(Now * TimestampFrequency);

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            Now += dueTime.TotalSeconds;
            return System.CreateTimer(callback, state, TimeSpan.Zero, Timeout.InfiniteTimeSpan);
        }
    }
}
