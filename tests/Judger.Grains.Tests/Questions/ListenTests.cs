using Judger.Client;
using Judger.Grains.Questions;
using Judger.Grains.Tests.Support;

namespace Judger.Grains.Tests.Questions;

/// <summary>Listening to a question begins nothing.</summary>
public sealed class ListenTests : IAsyncLifetime
{
    private readonly JudgerSilo _silo = new(new QuestionOptions { SlotTimeout = TimeSpan.Zero });
    private bool _isGone = true;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private IJudgerClient Client => _silo.Client;

    public ValueTask InitializeAsync() => _silo.InitializeAsync();

    public ValueTask DisposeAsync() => _silo.DisposeAsync();

    [Fact]
    public async Task A_question_without_a_run_is_listened_to_until_somebody_asks_it_again()
    {
        var request = await StrandedAsync();
        var before = _silo.Engine.CallsOf(request).Count;
        await using var events = Client.ListenAsync(Id, cancellationToken: Token).GetAsyncEnumerator(Token);
        for (var sequence = 0; sequence < 5; sequence++)
        {
            Assert.True(await events.MoveNextAsync());
            Assert.Equal(sequence, events.Current.Sequence);
        }

        Assert.Equal((QuestionStage.Refine, false), (events.Current.Stage, events.Current.IsFinished));
        var next = events.MoveNextAsync().AsTask();
        await Task.Delay(TimeSpan.FromSeconds(1), Token);
        Assert.False(next.IsCompleted);
        Assert.Equal(before, _silo.Engine.CallsOf(request).Count);

        _isGone = false;
        var record = await Client.AskAsync(request, Id, Token);

        Assert.True(await next);
        Assert.Equal((5, QuestionStage.Refine, true), (events.Current.Sequence, events.Current.Stage, events.Current.IsFinished));
        while (await events.MoveNextAsync()) Assert.True(events.Current.Sequence > 5);
        Assert.Equal(2, record.Runs.Count);
    }

    [Fact]
    public async Task A_listener_hears_that_the_question_is_cancelled()
    {
        await StrandedAsync();
        await using var events = Client.ListenAsync(Id, from: 5, Token).GetAsyncEnumerator(Token);
        var next = events.MoveNextAsync().AsTask();
        Assert.False(next.IsCompleted);

        await Client.CancelAsync(Id, Token);

        await Assert.ThrowsAsync<QuestionCancelledException>(() => next);
        await Assert.ThrowsAsync<QuestionCancelledException>(async () => await Client.ListenAsync(Id, cancellationToken: Token).ToListAsync(Token));
    }

    private static QuestionId Id => QuestionId.Parse("stranded");

    /// <summary>A question whose slot went away after two stages, so that nobody works on it.</summary>
    private async Task<AskRequest> StrandedAsync()
    {
        var request = await _silo.PrepareAsync(
            new() { Before = (call, _) => call.Pass == Pass.Refined && _isGone ? throw new SlotUnavailableException("gone") : Task.CompletedTask },
            new() { Policy = JudgmentPolicy.Never });
        await Assert.ThrowsAsync<SlotUnavailableException>(() => Client.AskAsync(request, Id, Token));
        Assert.Equal(2, (await Client.GetAsync(Id, Token))!.Stages.Count);
        return request;
    }
}
