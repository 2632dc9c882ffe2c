using Judger.Core.Stages;
using Judger.Grains.Tests.Support;

namespace Judger.Grains.Tests.Questions;

/// <summary>When the model looks again, and what follows where it does not: the scripted model's first answers are at 0.8.</summary>
public sealed class LookTests
{
    private static readonly Script Script = new()
    {
        Baseline = "4",
        Refined = "3",
        Corrections = new Dictionary<string, string> { ["4"] = "7" },
        Ratings = new Dictionary<string, double> { ["4"] = 0.1 },
    };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_sure_first_answer_is_the_answer_and_nothing_else_is_computed()
    {
        await using var silo = await StartAsync(0.79);
        var request = await silo.PrepareAsync(Script, new());
        var events = new List<QuestionEvent>();

        await foreach (var happened in silo.Client.AskStreamAsync(request, JudgerSilo.NewId(), 0, Token)) events.Add(happened);

        Assert.Equal([Pass.Baseline], silo.Engine.CallsOf(request).Select(call => call.Pass));
        var record = await silo.AskAsync(request);
        Assert.Equal(("4", QuestionStage.Baseline, (PixelBox?)null), (record.Answer, record.AnsweredBy, record.Region?.Box));
        Assert.Equal(
            [(QuestionStage.Locate, "sure (0.80)"), (QuestionStage.Refine, "sure (0.80)"), (QuestionStage.Judge, "The model is certain of its answer.")],
            record.Stages.Skip(1).Select(entry => (entry.Stage, ((StageSkipped)entry.Outcome).Reason)));
        Assert.DoesNotContain(events, happened => happened is { Stage: QuestionStage.Locate or QuestionStage.Refine, IsFinished: false });
        Assert.Null(record.Attention);
    }

    [Theory]
    [InlineData(LookPolicy.Auto, 0.81)]
    [InlineData(LookPolicy.Auto, null)]
    [InlineData(LookPolicy.Always, 0.1)]
    public async Task An_unsure_answer_a_model_that_was_not_measured_and_the_policy_always_look(LookPolicy look, double? sureAbove)
    {
        await using var silo = await StartAsync(sureAbove);

        var record = await silo.AskAsync(Script, new() { Look = look, Policy = JudgmentPolicy.Never });

        Assert.Equal(("3", QuestionStage.Refine), (record.Answer, record.AnsweredBy));
        Assert.NotNull(record.Region);
    }

    [Fact]
    public async Task A_region_that_the_caller_names_is_looked_at_however_sure_the_first_answer_is()
    {
        await using var silo = await StartAsync(0.1);

        var record = await silo.AskAsync(Script, new() { Crop = new(0, 0, 64, 64), Policy = JudgmentPolicy.Never });

        Assert.Equal(("3", new PixelBox(0, 0, 64, 64)), (record.Answer, record.Region!.Box));
    }

    [Fact]
    public async Task Where_nobody_looked_again_the_first_answer_is_judged_and_corrected_from_the_whole_image()
    {
        await using var silo = await StartAsync(null);
        var request = await silo.PrepareAsync(Script, new() { Look = LookPolicy.Never, Policy = JudgmentPolicy.Always, MaxRounds = 1 });

        var record = await silo.AskAsync(request);

        Assert.Equal(("7", QuestionStage.Correct), (record.Answer, record.AnsweredBy));
        var calls = silo.Engine.CallsOf(request);
        Assert.Equal([Pass.Baseline, Pass.SelfJudgment, Pass.Correction, Pass.SelfJudgment], calls.Select(call => call.Pass));
        Assert.All(calls, call => Assert.Null(call.Crop));
        Assert.Equal("The question asked for no look.", ((StageSkipped)record.EntryOf(QuestionStage.Locate)!.Outcome).Reason);
    }

    [Fact]
    public async Task Never_and_a_region_contradict_each_other()
    {
        await using var silo = await StartAsync(null);

        var error = await Assert.ThrowsAsync<QuestionRejectedException>(() => silo.AskAsync(Script, new() { Look = LookPolicy.Never, Crop = new(0, 0, 9, 9) }));

        Assert.Contains("Look is Never and Crop names a region", error.Message, StringComparison.Ordinal);
    }

    private static async Task<JudgerSilo> StartAsync(double? sureAbove)
    {
        var silo = new JudgerSilo(new LookCalibration(sureAbove));
        await silo.InitializeAsync();
        return silo;
    }
}
