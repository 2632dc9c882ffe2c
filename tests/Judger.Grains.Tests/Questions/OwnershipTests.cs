using Judger.Grains.Tests.Support;

namespace Judger.Grains.Tests.Questions;

/// <summary>A question's record has one owner: what its callers and its stages do at the same time, none undoes.</summary>
public sealed class OwnershipTests(JudgerSilo silo)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_question_that_is_accepted_in_the_background_while_it_is_asked_survives_its_first_caller()
    {
        var (refine, judge) = (new Gate(Pass.Refined), new Gate(Pass.SelfJudgment));
        var request = await silo.PrepareAsync(new() { Before = Both(refine, judge) });
        var id = JudgerSilo.NewId();
        using var leaving = new CancellationTokenSource();
        var asking = silo.Client.AskAsync(request, id, leaving.Token);
        await refine.Arrived;

        Assert.True((await silo.Client.AskInBackgroundAsync(request, id, Token)).IsBackground);
        refine.Open();
        await judge.Arrived;
        Assert.True((await silo.Client.GetAsync(id, Token))!.IsBackground);
        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asking);

        // Longer than a question goes on that nobody waits for.
        await Task.Delay(TimeSpan.FromSeconds(7), Token);
        judge.Open();
        var record = await UntilAsync(id, record => record.IsFinished);
        Assert.Equal(("3", true), (record.Answer, record.IsBackground));
        Assert.Single(silo.Engine.CallsOf(request), call => call.Pass == Pass.SelfJudgment);
    }

    [Fact]
    public async Task A_question_that_is_accepted_before_its_first_stage_is_finished_stays_in_the_background()
    {
        var gate = new Gate(Pass.Baseline);
        var request = await silo.PrepareAsync(new() { Before = gate.WaitAsync });
        var id = JudgerSilo.NewId();
        using var leaving = new CancellationTokenSource();
        var asking = silo.Client.AskAsync(request, id, leaving.Token);
        await gate.Arrived;

        await silo.Client.AskInBackgroundAsync(request, id, Token);
        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asking);
        gate.Open();

        var record = await UntilAsync(id, record => record.IsFinished);
        Assert.True(record.IsBackground);
        Assert.Single(silo.Engine.CallsOf(request), call => call.Pass == Pass.Baseline);
    }

    [Fact]
    public async Task A_cancelled_question_keeps_the_stages_that_it_went_through()
    {
        var gate = new Gate(Pass.Refined);
        var request = await silo.PrepareAsync(new() { Before = gate.WaitAsync });
        var id = JudgerSilo.NewId();
        var asking = silo.AskAsync(request, id);
        await gate.Arrived;

        await silo.Client.CancelAsync(id, Token);

        await gate.Cancelled;
        await Assert.ThrowsAsync<QuestionCancelledException>(() => asking);
        var record = (await silo.Client.GetAsync(id, Token))!;
        Assert.Equal((true, false), (record.IsCancelled, record.IsFinished));
        Assert.Equal([QuestionStage.Baseline, QuestionStage.Locate], record.Stages.Select(entry => entry.Stage));
        Assert.False((await Assert.ThrowsAsync<QuestionCancelledException>(() => silo.AskAsync(request, id))).IsAbandoned);
    }

    [Fact]
    public async Task Cancelling_an_id_that_was_never_asked_leaves_it_free()
    {
        var request = await silo.PrepareAsync(new());
        var id = JudgerSilo.NewId();

        await silo.Client.CancelAsync(id, Token);

        Assert.Null(await silo.Client.GetAsync(id, Token));
        Assert.Equal("3", (await silo.AskAsync(request, id)).Answer);
    }

    [Fact]
    public async Task A_question_that_was_given_up_goes_on_when_it_is_asked_again_at_once()
    {
        var gate = new Gate(Pass.Refined);
        var request = await silo.PrepareAsync(new() { Before = gate.WaitAsync });
        var id = JudgerSilo.NewId();
        using var leaving = new CancellationTokenSource();
        var asking = silo.Client.AskAsync(request, id, leaving.Token);
        await gate.Arrived;
        await leaving.CancelAsync();
        gate.Open();

        Assert.Equal("3", (await silo.AskAsync(request, id)).Answer);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asking);
        Assert.Single(silo.Engine.CallsOf(request), call => call.Pass == Pass.Baseline);
    }

    private static Func<EngineCall, CancellationToken, Task> Both(Gate first, Gate second) => async (call, token) =>
    {
        await first.WaitAsync(call, token);
        await second.WaitAsync(call, token);
    };

    private async Task<QuestionRecord> UntilAsync(QuestionId id, Func<QuestionRecord, bool> isReached)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Token);
        limit.CancelAfter(TimeSpan.FromMinutes(1));
        while (true)
        {
            if (await silo.Client.GetAsync(id, limit.Token) is { } record && isReached(record)) return record;
            await Task.Delay(50, limit.Token);
        }
    }
}
