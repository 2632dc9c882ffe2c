using Judger.Grains.Tests.Support;

namespace Judger.Grains.Tests.Questions;

/// <summary>An id names one question.</summary>
public sealed class IdempotenceTests(JudgerSilo silo)
{
    [Fact]
    public async Task Asking_again_gives_the_same_record_without_new_work()
    {
        var request = await silo.PrepareAsync(new());
        var id = JudgerSilo.NewId();
        var first = await silo.AskAsync(request, id);
        var work = silo.Engine.CallsOf(request).Count;

        var second = await silo.AskAsync(request, id);

        Assert.Equal(
            (first.Answer, first.EntryOf(QuestionStage.Baseline), first.Rounds.Count),
            (second.Answer, second.EntryOf(QuestionStage.Baseline), second.Rounds.Count));
        Assert.Equal(work, silo.Engine.CallsOf(request).Count);
    }

    [Fact]
    public async Task Asking_while_the_question_is_on_its_way_joins_it()
    {
        var gate = new Gate(Pass.Refined);
        var request = await silo.PrepareAsync(new() { Before = gate.WaitAsync });
        var id = JudgerSilo.NewId();
        var first = silo.AskAsync(request, id);
        await gate.Arrived;
        var second = silo.AskAsync(request with { Options = request.Options with { Budget = TimeSpan.FromMinutes(3) } }, id);

        gate.Open();

        Assert.Equal((await first).EntryOf(QuestionStage.Refine), (await second).EntryOf(QuestionStage.Refine));
        Assert.Single(silo.Engine.CallsOf(request), call => call.Pass == Pass.Refined);
    }

    [Fact]
    public async Task Another_question_under_the_same_id_is_a_conflict()
    {
        var request = await silo.PrepareAsync(new());
        var id = JudgerSilo.NewId();
        await silo.AskAsync(request, id);

        var conflict = await Assert.ThrowsAsync<QuestionConflictException>(() => silo.AskAsync(request with { Question = "Something else?" }, id));
        await Assert.ThrowsAsync<QuestionConflictException>(() => silo.AskAsync(request with { Options = request.Options with { MaxRounds = 1 } }, id));

        Assert.Equal($"Question id {id} was used for another question; use a new id.", conflict.Message);
        Assert.Equal("question_conflict", conflict.Code);
        Assert.Equal(request, (await silo.Client.GetAsync(id, TestContext.Current.CancellationToken))!.Request);
    }

    [Fact]
    public async Task Another_question_under_the_id_of_a_question_on_its_way_is_a_conflict()
    {
        var gate = new Gate(Pass.Baseline);
        var request = await silo.PrepareAsync(new() { Before = gate.WaitAsync });
        var id = JudgerSilo.NewId();
        var first = silo.AskAsync(request, id);
        await gate.Arrived;

        await Assert.ThrowsAsync<QuestionConflictException>(() => silo.AskAsync(request with { Question = "Something else?" }, id));

        gate.Open();
        Assert.Equal("3", (await first).Answer);
    }

    [Fact]
    public async Task A_question_that_was_never_asked_is_unknown() =>
        Assert.Null(await silo.Client.GetAsync(JudgerSilo.NewId(), TestContext.Current.CancellationToken));
}
