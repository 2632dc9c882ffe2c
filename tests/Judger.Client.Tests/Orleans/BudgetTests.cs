using Judger.Client.Tests.Support;

namespace Judger.Client.Tests.Orleans;

/// <summary>A question's budget ends the wait for it, whatever the cluster does.</summary>
public sealed class BudgetTests
{
    private static readonly TimeSpan Budget = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Limit = Budget + TimeSpan.FromSeconds(1);

    private static readonly QuestionId Id = QuestionId.Parse("q");

    private static readonly AskRequest Request = new() { Images = [ImageDigest.Parse(new('0', 64))], Question = "Q", Options = new() { Budget = Budget } };

    private readonly ManualClock _clock = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    // So a silo answers while it cannot save the question: not finished, again and again.
    [Fact]
    public async Task A_question_that_is_never_finished_fails_a_second_after_its_budget()
    {
        var question = new FakeQuestion((_, wait, _) =>
        {
            _clock.Advance(wait);
            return Task.FromResult(Unfinished);
        });

        var error = await Assert.ThrowsAsync<StorageUnavailableException>(() => Client(question).AskAsync(Request, Id, Token));

        Assert.True(error.IsTransient);
        Assert.Equal(
            "Question q is not finished 1 s after its budget of 10 s ended; the cluster's storage may be away. Ask again under the same id.", error.Message);
        Assert.Equal(Limit, _clock.Now);
        Assert.Equal([10, 8, 6, 4, 2, 0.001], question.Budgets.Select(budget => budget.TotalSeconds));
    }

    [Fact]
    public async Task A_silo_that_does_not_answer_is_waited_for_as_long()
    {
        var question = new FakeQuestion(SilenceAsync);

        var asking = ManualClock.Start(() => Client(question).AskAsync(Request, Id, Token));
        var waited = await _clock.RunAsync(asking, Step);

        await Assert.ThrowsAsync<ClusterUnavailableException>(() => asking);
        Assert.InRange(waited, Limit, Limit + (2 * Step));
    }

    [Fact]
    public async Task A_silo_that_answered_and_then_hangs_in_a_call_has_no_storage()
    {
        var calls = 0;
        var question = new FakeQuestion((request, wait, cancellationToken) => calls++ == 0
            ? Task.FromResult(Unfinished)
            : SilenceAsync(request, wait, cancellationToken));

        var asking = ManualClock.Start(() => Client(question).AskAsync(Request, Id, Token));
        var waited = await _clock.RunAsync(asking, Step);

        await Assert.ThrowsAsync<StorageUnavailableException>(() => asking);
        Assert.InRange(waited, Limit, Limit + (2 * Step));
    }

    [Fact]
    public async Task Silos_that_fail_are_asked_again_until_the_budget_is_over()
    {
        var question = new FakeQuestion((_, _, _) => Task.FromException<QuestionRecord>(new TimeoutException("The silo is away.")));

        var asking = ManualClock.Start(() => Client(question).AskAsync(Request, Id, Token));
        var waited = await _clock.RunAsync(asking, Step);

        var error = await Assert.ThrowsAsync<ClusterUnavailableException>(() => asking);
        Assert.Equal("No silo answered in time (The silo is away.). Ask again under the same id when the cluster is back.", error.Message);
        Assert.InRange(waited, Budget - TimeSpan.FromSeconds(1), Limit + (2 * Step));
        Assert.True(question.Budgets.Count > 10, $"It was asked {question.Budgets.Count} times.");
        Assert.Equal(question.Budgets.OrderDescending(), question.Budgets);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_error_of_storage_is_the_callers_when_the_budget_is_over(bool isAtTheBeginning)
    {
        // Of a grain that cannot be activated Orleans tells it in words of its own, with what is around it.
        var error = new StorageUnavailableException("The storage is away.");
        var question = new FakeQuestion((_, _, _) => Task.FromException<QuestionRecord>(
            isAtTheBeginning ? new OrleansException("Error from storage provider X.", error) : error));

        var asking = ManualClock.Start(() => Client(question).AskAsync(Request, Id, Token));
        await _clock.RunAsync(asking, Step);

        Assert.Equal("The storage is away.", (await Assert.ThrowsAsync<StorageUnavailableException>(() => asking)).Message);
    }

    [Fact]
    public async Task A_stream_without_events_ends_a_second_after_the_budget()
    {
        var streaming = ManualClock.Start(() => Client(new FakeQuestion(SilenceAsync)).AskStreamAsync(Request, Id, 0, Token).ToListAsync(Token).AsTask());
        var waited = await _clock.RunAsync(streaming, Step);

        await Assert.ThrowsAsync<StorageUnavailableException>(() => streaming);
        Assert.InRange(waited, Limit, Limit + (2 * Step));
    }

    [Theory]
    [InlineData(EventText.None, 0)]
    [InlineData(EventText.Final, 1)]
    [InlineData(EventText.All, 1)]
    public async Task A_silo_that_cannot_tell_what_is_written_tells_the_stages(EventText text, int refusals)
    {
        var question = new FakeQuestion((_, _, _) => Task.FromResult(Unfinished));

        Assert.Empty(await Client(question).AskStreamAsync(Request, Id, new EventOptions { Text = text }, Token).ToListAsync(Token));

        Assert.Equal((refusals, 1), (question.Refusals, question.Streams));
    }

    [Fact]
    public async Task The_callers_token_ends_it_at_once()
    {
        using var cancelled = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var asking = Client(new FakeQuestion(SilenceAsync)).AskAsync(Request, Id, cancelled.Token);

        await cancelled.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asking);
        Assert.Equal(TimeSpan.Zero, _clock.Now);
    }

    private static QuestionRecord Unfinished => new() { Id = Id, Request = Request };

    private OrleansJudgerClient Client(FakeQuestion question) => new(FakeCluster.Of(question), _clock);

    private static async Task<QuestionRecord> SilenceAsync(AskRequest request, TimeSpan wait, CancellationToken cancellationToken)
    {
        await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
        return Unfinished;
    }
}
