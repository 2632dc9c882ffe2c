using Judger.Grains.Tests.Support;

namespace Judger.Grains.Tests.Questions;

/// <summary>Questions that are stopped: by their budget, by the client, by the caller who no longer waits.</summary>
public sealed class DeadlineTests(JudgerSilo silo)
{
    [Theory]
    [InlineData(nameof(Pass.GeneralRow), "3", QuestionStage.Baseline)]
    [InlineData(nameof(Pass.Refined), "3", QuestionStage.Baseline)]
    [InlineData(nameof(Pass.SelfJudgment), "5", QuestionStage.Refine)]
    public async Task A_budget_that_ends_gives_the_best_finished_stage_labelled_as_such(string reached, string answer, QuestionStage stage)
    {
        var gate = new Gate(Enum.Parse<Pass>(reached));
        var request = await silo.PrepareAsync(new() { Baseline = "3", Refined = "5", Before = gate.WaitAsync }, new() { Budget = HeldBudgets.Held });
        var asked = silo.AskAsync(request);
        await gate.Arrived;

        silo.Budgets.End();

        var record = await asked;
        gate.Open();
        Assert.Equal((answer, stage, true), (record.Answer, record.AnsweredBy, record.IsCutShort));
    }

    [Fact]
    public async Task A_budget_that_ends_before_the_first_stage_fails_the_question()
    {
        var gate = new Gate(Pass.Baseline);
        var asked = silo.AskAsync(await silo.PrepareAsync(new() { Before = gate.WaitAsync }, new() { Budget = HeldBudgets.Held }));
        await gate.Arrived;

        silo.Budgets.End();

        var failure = await Assert.ThrowsAsync<BudgetEndedException>(() => asked);
        Assert.Contains(
            "The budget of 97.531 s ended before the first stage was finished; give the question more time.", failure.Message, StringComparison.Ordinal);
        await gate.Cancelled;
    }

    [Fact]
    public async Task A_cancelled_question_leaves_the_device()
    {
        var gate = new Gate(Pass.Refined);
        var request = await silo.PrepareAsync(new() { Before = gate.WaitAsync });
        var id = JudgerSilo.NewId();
        var asked = silo.AskAsync(request, id);
        await gate.Arrived;

        await silo.Client.CancelAsync(id, TestContext.Current.CancellationToken);

        var cancelled = await Assert.ThrowsAsync<QuestionCancelledException>(() => asked);
        await gate.Cancelled;
        Assert.Equal(($"Question {id} was cancelled; ask under a new id to have it answered.", "question_cancelled"), (cancelled.Message, cancelled.Code));
        await Assert.ThrowsAsync<QuestionCancelledException>(() => silo.AskAsync(request, id));
    }

    [Fact]
    public async Task Cancelling_a_finished_question_leaves_its_answer()
    {
        var request = await silo.PrepareAsync(new());
        var id = JudgerSilo.NewId();
        await silo.AskAsync(request, id);

        await silo.Client.CancelAsync(id, TestContext.Current.CancellationToken);

        Assert.Equal("3", (await silo.AskAsync(request, id)).Answer);
    }

    [Fact]
    public async Task A_caller_who_no_longer_waits_does_not_stop_the_question_for_others()
    {
        var gate = new Gate(Pass.Refined);
        var request = await silo.PrepareAsync(new() { Before = gate.WaitAsync });
        var id = JudgerSilo.NewId();
        using var impatience = new CancellationTokenSource();
        var impatient = silo.Client.AskAsync(request, id, impatience.Token);
        var patient = silo.AskAsync(request, id);
        await gate.Arrived;

        await impatience.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => impatient);
        gate.Open();

        Assert.Equal("3", (await patient).Answer);
    }
}
