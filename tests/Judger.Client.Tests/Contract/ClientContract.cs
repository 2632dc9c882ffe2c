using Judger.Server.Tests.Http;

namespace Judger.Client.Tests.Contract;

/// <summary>What every <see cref="IJudgerClient"/> does, whatever is between it and the cluster.</summary>
public abstract class ClientContract
{
    private protected static CancellationToken Token => TestContext.Current.CancellationToken;

    private protected abstract Task<IJudgerClient> ConnectAsync(HttpSilo silo);

    [Fact]
    public async Task A_question_is_answered_and_found_again()
    {
        await using var silo = await HttpSilo.StartAsync();
        var client = await ConnectAsync(silo);
        var request = await RequestAsync(silo, client);

        var record = await client.AskAsync(request, "q", Token);
        var again = await client.AskAsync(request, "q", Token);
        var found = await client.GetAsync("q", Token);

        Assert.Equal(("q", request, QuestionStage.Refine), (record.Id, record.Request, record.AnsweredBy));
        Assert.Equal((record.Refined!.Text, 1), (record.Answer, record.StageCounts[QuestionStage.Baseline]));
        Assert.True(record is { IsFinished: true, Refined.Work.TokensPrefilled: > 0 } && record.BaselineTime > TimeSpan.Zero);
        Assert.Equal(record.Region!.Rows * record.Region.Columns, record.Region.Map!.Length);
        Assert.All([again, found!], other => Assert.Equal((record.Answer, record.BaselineTime, record.Region.Box), (other.Answer, other.BaselineTime, other.Region!.Box)));
    }

    [Fact]
    public async Task Without_an_id_each_question_is_another_one()
    {
        await using var silo = await HttpSilo.StartAsync();
        var client = await ConnectAsync(silo);
        var request = await RequestAsync(silo, client);

        Assert.NotEqual((await client.AskAsync(request, cancellationToken: Token)).Id, (await client.AskAsync(request, cancellationToken: Token)).Id);
    }

    [Fact]
    public async Task Stages_stream_once_each_and_from_where_one_wants()
    {
        await using var silo = await HttpSilo.StartAsync();
        var client = await ConnectAsync(silo);
        var request = await RequestAsync(silo, client);

        var all = await client.AskStreamAsync(request, "s", cancellationToken: Token).ToListAsync(Token);
        var rest = await client.AskStreamAsync(request, "s", from: 4, Token).ToListAsync(Token);

        Assert.Equal(
            [(0, QuestionStage.Baseline, false), (1, QuestionStage.Baseline, true), (2, QuestionStage.Locate, false), (3, QuestionStage.Locate, true), (4, QuestionStage.Refine, false), (5, QuestionStage.Refine, true)],
            all.Select(happened => (happened.Sequence, happened.Stage, happened.IsFinished)));
        Assert.Equal([4, 5], rest.Select(happened => happened.Sequence));
        Assert.Equal((null, all[5].Record.Refined!.Text), (all[4].Record.Refined, (await client.GetAsync("s", Token))!.Answer));
    }

    [Fact]
    public async Task In_the_background_it_is_answered_without_anybody_waiting()
    {
        await using var silo = await HttpSilo.StartAsync(stepMilliseconds: 5);
        var client = await ConnectAsync(silo);

        var accepted = await client.AskInBackgroundAsync(await RequestAsync(silo, client), "b", Token);

        Assert.True(accepted.IsBackground);
        QuestionRecord? record = null;
        for (var tries = 0; tries < 400 && record is not { IsFinished: true }; tries++)
        {
            await Task.Delay(25, Token);
            record = await client.GetAsync("b", Token);
        }

        Assert.Equal(QuestionStage.Refine, record?.AnsweredBy);
    }

    [Fact]
    public async Task A_question_that_is_cancelled_in_its_first_stage_ends_for_who_waits()
    {
        await using var silo = await HttpSilo.StartAsync(stepMilliseconds: 500);
        var client = await ConnectAsync(silo);
        var waiting = client.AskAsync(await RequestAsync(silo, client), "c", Token);
        await BegunAsync(client, "c", waiting);

        await client.CancelAsync("c", Token);

        await Assert.ThrowsAsync<QuestionCancelledException>(() => waiting);
    }

    [Fact]
    public async Task Who_no_longer_waits_stops_the_question()
    {
        await using var silo = await HttpSilo.StartAsync(stepMilliseconds: 500);
        var client = await ConnectAsync(silo);
        using var walkOut = new CancellationTokenSource();
        var waiting = client.AskAsync(await RequestAsync(silo, client), "w", walkOut.Token);
        await BegunAsync(client, "w", waiting);

        await walkOut.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        for (var tries = 0; tries < 200 && await client.GetAsync("w", Token) is { IsCancelled: false }; tries++) await Task.Delay(20, Token);
        Assert.True(await client.GetAsync("w", Token) is null or { IsCancelled: true });
    }

    [Fact]
    public async Task What_was_never_asked_is_not_there_and_may_be_cancelled()
    {
        await using var silo = await HttpSilo.StartAsync();
        var client = await ConnectAsync(silo);

        await client.CancelAsync("never", Token);

        Assert.Null(await client.GetAsync("never", Token));
    }

    [Fact]
    public async Task What_is_wrong_is_told_by_the_same_types()
    {
        await using var silo = await HttpSilo.StartAsync();
        var client = await ConnectAsync(silo);
        var request = await RequestAsync(silo, client);
        await client.AskAsync(request, "q", Token);

        await Assert.ThrowsAsync<QuestionConflictException>(() => client.AskAsync(request with { Question = "Another?" }, "q", Token));
        await Assert.ThrowsAsync<QuestionConflictException>(() => client.AskInBackgroundAsync(request with { Question = "Another?" }, "q", Token));
        await Assert.ThrowsAsync<QuestionConflictException>(async () => await client.AskStreamAsync(request with { Question = "Another?" }, "q", cancellationToken: Token).ToListAsync(Token));
        await Assert.ThrowsAsync<QuestionRejectedException>(() => client.AskAsync(request with { Question = new('x', QuestionLimits.MaxLength + 1) }, "long", Token));
        await Assert.ThrowsAsync<QuestionRejectedException>(() => client.AskAsync(request with { Options = request.Options with { Expert = "nobody" } }, "expert", Token));
        await Assert.ThrowsAsync<ImageMissingException>(() => client.AskAsync(request with { ImageDigest = new('0', 64) }, "missing", Token));
        await Assert.ThrowsAsync<ImageRejectedException>(() => client.PutImageAsync([1, 2, 3], Token));
        await Assert.ThrowsAsync<ImageRejectedException>(() => client.PutImageAsync([], Token));
        await Assert.ThrowsAsync<ImageRejectedException>(() => client.PutImageAsync(new byte[QuestionLimits.MaxImageBytes + 1], Token));
    }

    [Fact]
    public async Task A_large_image_is_put_once_and_known_afterwards()
    {
        await using var silo = await HttpSilo.StartAsync();
        var client = await ConnectAsync(silo);
        var noise = new Imaging.RgbImage(200, 200);
        new Random(1).NextBytes(noise.Pixels);
        var image = Imaging.ImageEncoder.EncodePng(noise);
        Assert.True(image.Length > 32 * 1024);

        var first = await client.PutImageAsync(image, Token);
        var second = await client.PutImageAsync(image, Token);

        Assert.Equal(first, second);
        Assert.True((await client.AskAsync(new() { ImageDigest = first, Question = "Q", Options = new() { Policy = JudgmentPolicy.Never } }, cancellationToken: Token)).IsFinished);
    }

    private static async Task BegunAsync(IJudgerClient client, string id, Task waiting)
    {
        while (await client.GetAsync(id, Token) is null)
        {
            if (waiting.IsCompleted) await waiting;
            Assert.False(waiting.IsCompleted, "It was answered before anybody looked.");
            await Task.Delay(20, Token);
        }
    }

    private protected static async Task<AskRequest> RequestAsync(HttpSilo silo, IJudgerClient client) =>
        new() { ImageDigest = await client.PutImageAsync(silo.NewImage(), Token), Question = "What is it?", Options = new() { Policy = JudgmentPolicy.Never } };
}
