using Judger.Grains.Tests.Support;
using Judger.Inference.Errors;

namespace Judger.Grains.Tests.Questions;

/// <summary>A failure hits one question, after it was tried a few times, and only until it is asked again.</summary>
public sealed class FailureTests(JudgerSilo silo)
{
    private const int Attempts = 3;

    [Fact]
    public async Task A_stage_that_always_fails_fails_the_one_question_after_a_few_attempts()
    {
        var first = await silo.PrepareAsync(new() { Before = Failing(Pass.Baseline, times: int.MaxValue) });
        var second = silo.Prepare(first.AttendedImage, new());

        var failure = await Assert.ThrowsAsync<StageFailedException>(() => silo.AskAsync(first));

        Assert.Equal(($"{Broken.Message} (Tried {Attempts} times.)", "stage_failed"), (failure.Message, failure.Code));
        Assert.Equal(Attempts, silo.Engine.CallsOf(first).Count);
        Assert.Equal("3", (await silo.AskAsync(second)).Answer);
    }

    [Theory]
    [InlineData(nameof(Pass.Baseline))]
    [InlineData(nameof(Pass.GeneralRow))]
    [InlineData(nameof(Pass.Refined))]
    [InlineData(nameof(Pass.SelfJudgment))]
    public async Task A_stage_that_fails_once_is_tried_again(string pass)
    {
        var request = await silo.PrepareAsync(new() { Before = Failing(Enum.Parse<Pass>(pass), times: 1) });

        var record = await silo.AskAsync(request);

        Assert.Equal("3", record.Answer);
        Assert.Equal(2, silo.Engine.CallsOf(request).Count(call => call.Pass == Enum.Parse<Pass>(pass)));
        Assert.All(record.Stages.CountBy(entry => entry.Stage), count => Assert.Equal(1, count.Value));
        Assert.DoesNotContain(record.Stages, entry => entry.Outcome is StageFailure);
    }

    [Fact]
    public async Task A_failed_question_says_why_and_goes_on_after_its_last_finished_stage_when_asked_again()
    {
        var request = await silo.PrepareAsync(new() { Before = Failing(Pass.Refined, times: Attempts) });
        var id = JudgerSilo.NewId();
        await Assert.ThrowsAsync<StageFailedException>(() => silo.AskAsync(request, id));
        var failed = (await silo.Client.GetAsync(id, TestContext.Current.CancellationToken))!;
        Assert.Equal(
            (false, QuestionStage.Refine, Attempts), (failed.IsFinished, failed.Failed!.Stage, Assert.IsType<StageFailure>(failed.Failed.Outcome).Attempts));

        var record = await silo.AskAsync(request, id);

        Assert.Equal(("3", null), (record.Answer, record.Failed));
        Assert.Equal(1, record.CountOf(QuestionStage.Refine));
        Assert.Equal(
            [Pass.Baseline, Pass.GeneralRow, Pass.Refined, Pass.Refined, Pass.Refined, Pass.Refined, Pass.SelfJudgment],
            silo.Engine.CallsOf(request).Select(call => call.Pass));
        Assert.Equal([new RunInfo("local", 0, null, HasEnded: true), new RunInfo("local", 3, QuestionStage.Locate, HasEnded: true)], record.Runs);
    }

    [Theory]
    [InlineData(nameof(Pass.Baseline))]
    [InlineData(nameof(Pass.GeneralRow))]
    public async Task Work_that_the_device_drops_without_being_asked_to_is_tried_again(string dropped)
    {
        var left = 1;
        var request = await silo.PrepareAsync(new()
        {
            Before = (call, _) => call.Pass == Enum.Parse<Pass>(dropped) && left-- > 0
                ? Task.FromException(new OperationCanceledException())
                : Task.CompletedTask,
        });

        Assert.Equal("3", (await silo.AskAsync(request)).Answer);
    }

    [Fact]
    public async Task A_defect_of_the_server_is_a_typed_error()
    {
        var request = await silo.PrepareAsync(
            new() { Before = (call, _) => call.Pass == Pass.Refined ? throw new ArithmeticException("No number.") : Task.CompletedTask });

        var failure = await Assert.ThrowsAsync<StageFailedException>(() => silo.AskAsync(request));

        Assert.StartsWith("ArithmeticException: No number. (Tried 3 times;", failure.Message, StringComparison.Ordinal);
    }

    private static DeviceFailedException Broken => new("cpu:0", "the product is not a number", new ArithmeticException());

    private static Func<EngineCall, CancellationToken, Task> Failing(Pass pass, int times) =>
        (call, _) => call.Pass == pass && times-- > 0 ? Task.FromException(Broken) : Task.CompletedTask;
}
