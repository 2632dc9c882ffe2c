using Judger.Grains.Tests.Support;

namespace Judger.Grains.Tests.Questions;

/// <summary>A question's events.</summary>
public sealed class StreamTests(JudgerSilo silo)
{
    private static readonly (QuestionStage Stage, bool IsFinished)[] Expected =
    [
        (QuestionStage.Baseline, false), (QuestionStage.Baseline, true),
        (QuestionStage.Locate, false), (QuestionStage.Locate, true),
        (QuestionStage.Refine, false), (QuestionStage.Refine, true),
        (QuestionStage.Judge, false), (QuestionStage.Judge, true),
        (QuestionStage.Correct, false), (QuestionStage.Correct, true),
        (QuestionStage.Judge, false), (QuestionStage.Judge, true),
    ];

    private static readonly AskOptions Options = new() { Expert = ExpertNames.Reference, ReferenceAnswer = "7", Policy = JudgmentPolicy.Always };

    [Fact]
    public async Task Stages_are_told_in_order_as_they_start_and_finish()
    {
        var events = await ReadAsync(await silo.PrepareAsync(Corrected, Options), JudgerSilo.NewId());

        AssertComplete(events);
        Assert.Equal("3", Assert.IsType<ModelAnswer>(events[1].Entry!.Outcome).Text);
        Assert.Equal("5", Assert.IsType<ModelAnswer>(events[5].Entry!.Outcome).Text);
        Assert.Equal([0, 0, 0, 1, 1, 2], events.Where(one => one.IsFinished).Select(one => one.Round));
    }

    [Fact]
    public async Task Who_joins_late_hears_everything_from_the_first_event_on()
    {
        var gate = new Gate(Pass.Correction);
        var request = await silo.PrepareAsync(Corrected with { Before = gate.WaitAsync }, Options);
        var id = JudgerSilo.NewId();
        var first = ReadAsync(request, id);
        await gate.Arrived;
        var late = ReadAsync(request, id);

        gate.Open();

        AssertComplete(await first);
        AssertComplete(await late);
        AssertComplete(await ReadAsync(request, id));
        Assert.Single(silo.Engine.CallsOf(request), call => call.Pass == Pass.Correction);
    }

    [Fact]
    public async Task An_event_is_told_before_the_next_stage_is_done()
    {
        var gate = new Gate(Pass.Refined);
        var request = await silo.PrepareAsync(Corrected with { Before = gate.WaitAsync }, Options);
        var seen = new List<QuestionStage>();
        await foreach (var happened in silo.Client.AskStreamAsync(request, JudgerSilo.NewId(), cancellationToken: TestContext.Current.CancellationToken))
        {
            seen.Add(happened.Stage);
            if (happened is { Stage: QuestionStage.Refine, IsFinished: false }) gate.Open();
        }

        Assert.Equal(Expected.Select(one => one.Stage), seen);
    }

    [Fact]
    public async Task A_stream_ends_with_the_questions_error()
    {
        var request = (await silo.PrepareAsync(new())) with { Question = " " };

        var rejected = await Assert.ThrowsAsync<QuestionRejectedException>(() => ReadAsync(request, JudgerSilo.NewId()));

        Assert.Equal("The question is empty; ask something.", rejected.Message);
    }

    private static Script Corrected { get; } = new() { Baseline = "3", Refined = "5", Corrections = new Dictionary<string, string> { ["5"] = "7" } };

    private static void AssertComplete(List<QuestionEvent> events)
    {
        Assert.Equal(Expected, events.Select(one => (one.Stage, one.IsFinished)));
        Assert.Equal(Enumerable.Range(0, Expected.Length), events.Select(one => one.Sequence));
    }

    private async Task<List<QuestionEvent>> ReadAsync(AskRequest request, QuestionId id)
    {
        var events = new List<QuestionEvent>();
        await foreach (var happened in silo.Client.AskStreamAsync(request, id, cancellationToken: TestContext.Current.CancellationToken)) events.Add(happened);
        return events;
    }
}
