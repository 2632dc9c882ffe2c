using Judger.Grains.Draining;
using Judger.Grains.Models;
using Judger.Inference.Contract;

namespace Judger.Grains.Tests.Models;

/// <summary>A slot begins a question that it can finish in time, and that is not more than its share.</summary>
public sealed class AdmissionTests
{
    private static readonly SlotKey Slot = new("a", "cpu:0", "m");
    private static readonly StageContext Context = new(TimeSpan.Zero, TimeSpan.FromSeconds(10), IsAdmission: true);

    private readonly SiloWork _work = new();
    private readonly OpenQuestions _open = new(TimeProvider.System);

    [Fact]
    public void What_can_be_done_in_time_is_begun() => Assert.Null(Check(Status(seconds: 8.5), Context));

    [Fact]
    public void What_would_come_too_late_is_refused_with_the_time_after_which_to_ask_again()
    {
        var refusal = Check(Status(seconds: 10), Context)!;

        Assert.Equal(TimeSpan.FromSeconds(1.5), refusal.RetryAfter);
        Assert.Equal($"Slot {Slot} would need 11.5 s for the question, which has 10.0 s; ask another, or allow more time.", refusal.Reason);
        Assert.Null(Check(Status(seconds: 10), Context with { Remaining = TimeSpan.FromSeconds(20) }));
    }

    [Fact]
    public void What_has_begun_is_taken_however_late_it_is() => Assert.Null(Check(Status(seconds: 100), Context with { IsAdmission = false, Share = 0 }));

    [Theory]
    [InlineData(4, 1, false)]
    [InlineData(5, 1, true)]
    [InlineData(9, 2, false)]
    [InlineData(10, 2, true)]
    public void A_slot_declines_what_is_more_than_its_share(int running, double weight, bool declines)
    {
        var context = Context with { Share = 5 };

        Assert.Equal(declines ? SlotAdmission.Refusal.InFavourOfOthers : null, Check(Status(seconds: 0, running), context, weight));
        Assert.Null(Check(Status(seconds: 0, running), context with { Share = double.PositiveInfinity }, weight));
    }

    [Fact]
    public void A_silo_that_stops_begins_nothing_and_finishes_the_rest()
    {
        _work.Drain();

        Assert.Equal(new SlotAdmission.Refusal($"Slot {Slot} is stopping; ask another.", TimeSpan.FromSeconds(30)), Check(Status(seconds: 0), Context));
        Assert.Null(Check(Status(seconds: 0), Context with { IsAdmission = false }));
    }

    [Fact]
    public void What_was_begun_and_is_not_in_the_engine_counts()
    {
        // 6 s in the engine, and behind them 1 s a question and 0.5 s a later pass, of which a question has 2.
        var status = Status(seconds: 6) with { TimePerQuestion = TimeSpan.FromSeconds(1), TimePerLaterPass = TimeSpan.FromSeconds(0.5), LaterPasses = 2 };
        using var arriving = _open.Begin(Slot, First("a"));
        using var arrived = _open.Begin(Slot, First("b"));
        arrived.Arrived();
        using var second = _open.Begin(Slot, First("c") with { IsAdmission = false });
        second.Arrived();
        _open.Begin(Slot, First("d")).Dispose();

        // One arrives, one has one later pass to come, one is between its first and its two later ones.
        Assert.Equal((1, 3.0), _open.Expected(Slot, laterPasses: 2));
        Assert.Null(Check(status, Context));
        Assert.Equal(TimeSpan.FromSeconds(1.5), Check(status with { QuestionTime = TimeSpan.FromSeconds(7.5) }, Context)!.RetryAfter);
    }

    private static StageContext First(string question) => Context with { Question = question };

    private SlotAdmission.Refusal? Check(EngineStatus status, StageContext context, double weight = 1) =>
        new SlotAdmission(_work, new("a", [new() { ModelFolder = "/m", Weight = weight }]), _open).Check(Slot, status, context);

    private static EngineStatus Status(double seconds, int running = 0) => new()
    {
        Waiting = 0,
        WaitingTokens = 0,
        Running = running,
        Backlog = TimeSpan.Zero,
        QuestionTime = TimeSpan.FromSeconds(seconds),
        PrefixCacheBytes = 0,
        VisionCacheBytes = 0,
        Lanes = 8,
        PrefixCacheLimit = 0,
        VisionCacheLimit = 0,
        ImagesCached = 0,
        BusyTime = TimeSpan.Zero,
        Requests = 0,
        Work = default,
        DecodeSteps = 0,
        DecodedSequences = 0,
    };
}
