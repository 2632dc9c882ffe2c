using Judger.Grains.Tests.Support;

namespace Judger.Grains.Tests.Questions;

/// <summary>A question that is deleted leaves nothing under its id.</summary>
public sealed class DeletionTests(JudgerSilo silo)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_finished_question_is_gone_and_its_id_is_free()
    {
        var id = JudgerSilo.NewId();
        await silo.AskAsync(await silo.PrepareAsync(new()), id);

        await Grain(id).DeleteAsync(Token);

        Assert.Null(await silo.Client.GetAsync(id, Token));
        var other = await silo.AskAsync(await silo.PrepareAsync(new() { Refined = "8" }, new() { Policy = JudgmentPolicy.Never }), id);
        Assert.Equal(("8", 1, 1), (other.Answer, other.CountOf(QuestionStage.Baseline), other.CountOf(QuestionStage.Refine)));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_question_on_its_way_is_stopped_first(bool isBackground)
    {
        var id = JudgerSilo.NewId();
        var begun = new TaskCompletionSource();
        var request = await silo.PrepareAsync(new()
        {
            Before = async (call, cancellationToken) =>
            {
                if (call.Pass != Pass.Refined) return;
                begun.TrySetResult();
                await Task.Delay(Timeout.Infinite, cancellationToken);
            },
        });
        var asked = isBackground ? silo.Client.AskInBackgroundAsync(request, id, Token) : silo.AskAsync(request, id);
        await begun.Task.WaitAsync(Token);

        await Grain(id).DeleteAsync(Token);

        if (isBackground) Assert.Null((await asked).Answer);
        else await Assert.ThrowsAsync<QuestionCancelledException>(() => asked);
        Assert.Null(await silo.Client.GetAsync(id, Token));
    }

    [Fact]
    public async Task An_id_that_was_never_asked_can_be_deleted()
    {
        var id = JudgerSilo.NewId();

        await Grain(id).DeleteAsync(Token);

        Assert.Null(await silo.Client.GetAsync(id, Token));
    }

    private IQuestionGrain Grain(QuestionId id) => silo.Grains.GetGrain<IQuestionGrain>(id.ToString());
}
