using Judger.Grains.Tests.Support;
using Judger.Inference;

namespace Judger.Grains.Tests.Questions;

/// <summary>A failure hits one question, and only until it is asked again.</summary>
public sealed class FailureTests(JudgerSilo silo)
{
    [Fact]
    public async Task A_device_that_fails_fails_the_one_question()
    {
        var first = await silo.PrepareAsync(new() { Before = Failing(Pass.Baseline, times: 1) });
        var second = silo.Prepare(first.ImageDigest, new());

        var failure = await Assert.ThrowsAsync<StageFailedException>(() => silo.AskAsync(first));

        Assert.Equal((new QueueFullException("cpu:0", 4, TimeSpan.FromSeconds(1)).Message, "stage_failed"), (failure.Message, failure.Code));
        Assert.Equal("3", (await silo.AskAsync(second)).Answer);
    }

    [Fact]
    public async Task A_failed_question_goes_on_after_its_last_finished_stage_when_asked_again()
    {
        var request = await silo.PrepareAsync(new() { Before = Failing(Pass.Refined, times: 2) });
        var id = JudgerSilo.NewId();
        await Assert.ThrowsAsync<StageFailedException>(() => silo.AskAsync(request, id));
        await Assert.ThrowsAsync<StageFailedException>(() => silo.AskAsync(request, id));
        Assert.False((await silo.Client.GetAsync(id, TestContext.Current.CancellationToken))!.IsFinished);

        var record = await silo.AskAsync(request, id);

        Assert.Equal("3", record.Answer);
        Assert.Equal([Pass.Baseline, Pass.GeneralRow, Pass.Refined, Pass.Refined, Pass.Refined, Pass.SelfJudgment], silo.Engine.CallsOf(request).Select(call => call.Pass));
    }

    [Fact]
    public async Task A_general_prompt_that_failed_is_asked_again()
    {
        var request = await silo.PrepareAsync(new() { Before = Failing(Pass.GeneralRow, times: 1) });

        await Assert.ThrowsAsync<StageFailedException>(() => silo.AskAsync(request));

        Assert.Equal("3", (await silo.AskAsync(request)).Answer);
        Assert.Equal(2, silo.Engine.CallsOf(request).Count(call => call.Pass == Pass.GeneralRow));
    }

    [Theory]
    [InlineData(nameof(Pass.Baseline))]
    [InlineData(nameof(Pass.GeneralRow))]
    public async Task Work_that_the_device_drops_without_being_asked_to_does_not_end_the_question_for_good(string dropped)
    {
        var left = 1;
        var request = await silo.PrepareAsync(new()
        {
            Before = (call, _) => call.Pass == Enum.Parse<Pass>(dropped) && left-- > 0 ? Task.FromException(new OperationCanceledException()) : Task.CompletedTask,
        });
        var id = JudgerSilo.NewId();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => silo.AskAsync(request, id));

        Assert.Equal("3", (await silo.AskAsync(request, id)).Answer);
    }

    private static Func<EngineCall, CancellationToken, Task> Failing(Pass pass, int times) =>
        (call, _) => call.Pass == pass && times-- > 0 ? Task.FromException(new QueueFullException("cpu:0", 4, TimeSpan.FromSeconds(1))) : Task.CompletedTask;
}
