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

        var record = await client.AskAsync(request, Id("q"), Token);
        var again = await client.AskAsync(request, Id("q"), Token);
        var found = await client.GetAsync(Id("q"), Token);

        Assert.Equal((Id("q"), request, QuestionStage.Refine), (record.Id, record.Request, record.AnsweredBy));
        Assert.Equal((record.Refined!.Text, 1), (record.Answer, record.CountOf(QuestionStage.Baseline)));
        Assert.True(record.IsFinished);
        Assert.Equal(
            [QuestionStage.Baseline, QuestionStage.Locate, QuestionStage.Refine, QuestionStage.Judge], record.Stages.Select(entry => entry.Stage));
        Assert.All(record.Stages.Take(3), entry => Assert.True(entry is { Work.PromptTokens: > 0, Slot: not null } && entry.Took > TimeSpan.Zero));
        Assert.NotEmpty(Assert.IsType<StageSkipped>(record.Stages[3].Outcome).Reason);
        Assert.Equal(record.Region!.Rows * record.Region.Columns, record.Region.Map!.Length);
        Assert.All([again, found!], other =>
        {
            Assert.Equal((record.Answer, record.Region.Box), (other.Answer, other.Region!.Box));
            Assert.Equal(Log(record.Stages), Log(other.Stages));
        });
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

        var all = await client.AskStreamAsync(request, Id("s"), cancellationToken: Token).ToListAsync(Token);
        var rest = await client.AskStreamAsync(request, Id("s"), from: 4, Token).ToListAsync(Token);

        var record = (await client.GetAsync(Id("s"), Token))!;
        Assert.Equal(
            [
                (0, QuestionStage.Baseline, false), (1, QuestionStage.Baseline, true), (2, QuestionStage.Locate, false), (3, QuestionStage.Locate, true),
                (4, QuestionStage.Refine, false), (5, QuestionStage.Refine, true), (6, QuestionStage.Judge, true),
            ],
            all.Select(happened => (happened.Sequence, happened.Stage, happened.IsFinished)));
        Assert.Equal([4, 5, 6], rest.Select(happened => happened.Sequence));
        Assert.Equal((null, record.Answer), (all[4].Entry, Assert.IsType<ModelAnswer>(all[5].Entry!.Outcome).Text));
        Assert.Equal(Log(record.Stages), Log(all.Where(happened => happened.IsFinished).Select(happened => happened.Entry!)));
        Assert.Equal(Log(record.Stages.Skip(2)), Log(rest.Where(happened => happened.IsFinished).Select(happened => happened.Entry!)));
    }

    [Fact]
    public async Task What_is_written_comes_between_a_stages_start_and_its_end_where_one_wants_it()
    {
        await using var silo = await HttpSilo.StartAsync(stepMilliseconds: 20);
        var client = await ConnectAsync(silo);
        var request = await RequestAsync(silo, client);

        var all = await client.AskStreamAsync(request, Id("w"), new EventOptions { Text = EventText.All }, Token).ToListAsync(Token);
        var final = await client
            .AskStreamAsync(await RequestAsync(silo, client), Id("f"), new EventOptions { Text = EventText.Final }, Token).ToListAsync(Token);
        var late = await client.ListenAsync(Id("w"), new EventOptions { From = 5, Text = EventText.All }, Token).ToListAsync(Token);

        var record = (await client.GetAsync(Id("w"), Token))!;
        Assert.Equal([0, 1, 2, 3, 4, 5, 6], all.Where(happened => happened.Piece is null).Select(happened => happened.Sequence));
        Assert.Equal((record.Baseline!.Text, record.Refined!.Text), (Written(all, QuestionStage.Baseline, 0), Written(all, QuestionStage.Refine, 4)));
        Assert.Equal("", Written(final, QuestionStage.Baseline, 0));
        Assert.Equal((await client.GetAsync(Id("f"), Token))!.Answer, Written(final, QuestionStage.Refine, 4));
        Assert.Equal([5, 6], late.Select(happened => happened.Sequence));
        Assert.All(late, happened => Assert.Null(happened.Piece));

        static string Written(List<QuestionEvent> events, QuestionStage stage, int begun)
        {
            var pieces = events.Where(happened => happened.Piece is not null && happened.Stage == stage).ToList();
            Assert.All(pieces, happened => Assert.Equal((begun, stage == QuestionStage.Refine), (happened.Sequence, happened.IsFinal)));
            Assert.All(pieces.Index(), item => Assert.Equal(item.Index == 0, item.Item.Piece!.IsFirst));
            return string.Concat(pieces.Select(happened => happened.Piece!.Text));
        }
    }

    [Fact]
    public async Task Who_listens_has_the_events_of_what_somebody_else_asked()
    {
        await using var silo = await HttpSilo.StartAsync(stepMilliseconds: 20);
        var client = await ConnectAsync(silo);
        await client.AskInBackgroundAsync(await RequestAsync(silo, client), Id("l"), Token);

        var live = await client.ListenAsync(Id("l"), cancellationToken: Token).ToListAsync(Token);
        var rest = await client.ListenAsync(Id("l"), from: 5, Token).ToListAsync(Token);

        Assert.Equal([0, 1, 2, 3, 4, 5, 6], live.Select(happened => happened.Sequence));
        Assert.Equal([5, 6], rest.Select(happened => happened.Sequence));
        Assert.Equal(
            Log((await client.GetAsync(Id("l"), Token))!.Stages), Log(live.Where(happened => happened.IsFinished).Select(happened => happened.Entry!)));
    }

    [Fact]
    public async Task Listening_asks_nothing()
    {
        await using var silo = await HttpSilo.StartAsync();
        var client = await ConnectAsync(silo);

        Assert.Empty(await client.ListenAsync(Id("never"), cancellationToken: Token).ToListAsync(Token));
        Assert.Null(await client.GetAsync(Id("never"), Token));
    }

    [Fact]
    public async Task In_the_background_it_is_answered_without_anybody_waiting()
    {
        await using var silo = await HttpSilo.StartAsync(stepMilliseconds: 5);
        var client = await ConnectAsync(silo);

        var accepted = await client.AskInBackgroundAsync(await RequestAsync(silo, client), Id("b"), Token);

        Assert.True(accepted.IsBackground);
        QuestionRecord? record = null;
        for (var tries = 0; tries < 400 && record is not { IsFinished: true }; tries++)
        {
            await Task.Delay(25, Token);
            record = await client.GetAsync(Id("b"), Token);
        }

        Assert.Equal(QuestionStage.Refine, record?.AnsweredBy);
    }

    [Fact]
    public async Task A_question_that_is_cancelled_in_its_first_stage_ends_for_who_waits()
    {
        await using var silo = await HttpSilo.StartAsync(stepMilliseconds: 500);
        var client = await ConnectAsync(silo);
        var waiting = client.AskAsync(await RequestAsync(silo, client), Id("c"), Token);
        await BegunAsync(client, Id("c"), waiting);

        await client.CancelAsync(Id("c"), Token);

        await Assert.ThrowsAsync<QuestionCancelledException>(() => waiting);
    }

    [Fact]
    public async Task Who_no_longer_waits_stops_the_question()
    {
        await using var silo = await HttpSilo.StartAsync(stepMilliseconds: 500);
        var client = await ConnectAsync(silo);
        using var walkOut = new CancellationTokenSource();
        var waiting = client.AskAsync(await RequestAsync(silo, client), Id("w"), walkOut.Token);
        await BegunAsync(client, Id("w"), waiting);

        await walkOut.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        for (var tries = 0; tries < 200 && await client.GetAsync(Id("w"), Token) is { IsCancelled: false }; tries++) await Task.Delay(20, Token);
        Assert.True(await client.GetAsync(Id("w"), Token) is null or { IsCancelled: true });
    }

    [Fact]
    public async Task What_was_never_asked_is_not_there_and_may_be_cancelled()
    {
        await using var silo = await HttpSilo.StartAsync();
        var client = await ConnectAsync(silo);

        await client.CancelAsync(Id("never"), Token);

        Assert.Null(await client.GetAsync(Id("never"), Token));
    }

    [Fact]
    public async Task What_is_wrong_is_told_by_the_same_types()
    {
        await using var silo = await HttpSilo.StartAsync();
        var client = await ConnectAsync(silo);
        var request = await RequestAsync(silo, client);
        await client.AskAsync(request, Id("q"), Token);

        var other = request with { Question = "Another?" };
        var tooLong = request with { Question = new('x', QuestionLimits.MaxLength + 1) };
        var toNobody = request with { Options = request.Options with { Expert = "nobody" } };
        var missing = request with { Images = [ImageDigest.Parse(new('0', 64))] };
        await Assert.ThrowsAsync<QuestionConflictException>(() => client.AskAsync(other, Id("q"), Token));
        await Assert.ThrowsAsync<QuestionConflictException>(() => client.AskInBackgroundAsync(other, Id("q"), Token));
        await Assert.ThrowsAsync<QuestionConflictException>(
            async () => await client.AskStreamAsync(other, Id("q"), cancellationToken: Token).ToListAsync(Token));
        await Assert.ThrowsAsync<QuestionRejectedException>(() => client.AskAsync(tooLong, Id("long"), Token));
        await Assert.ThrowsAsync<QuestionRejectedException>(() => client.AskAsync(toNobody, Id("expert"), Token));
        await Assert.ThrowsAsync<QuestionRejectedException>(() => client.AskAsync(request with { Attended = 1 }, Id("attended"), Token));
        await Assert.ThrowsAsync<ImageMissingException>(() => client.AskAsync(missing, Id("missing"), Token));
        await Assert.ThrowsAsync<ImageRejectedException>(() => client.PutImageAsync([1, 2, 3], Token));
        await Assert.ThrowsAsync<ImageRejectedException>(() => client.PutImageAsync([], Token));
        await Assert.ThrowsAsync<ImageRejectedException>(() => client.PutImageAsync(new byte[QuestionLimits.MaxImageBytes + 1], Token));
    }

    [Fact]
    public async Task A_large_image_is_put_once_and_known_afterwards()
    {
        await using var silo = await HttpSilo.StartAsync();
        var client = await ConnectAsync(silo);
        var noise = new Judger.Imaging.Pixels.RgbImage(200, 200);
        new Random(1).NextBytes(noise.Pixels);
        var image = Judger.Imaging.Encoders.ImageEncoder.EncodePng(noise);
        Assert.True(image.Length > 32 * 1024);

        var first = await client.PutImageAsync(image, Token);
        var second = await client.PutImageAsync(image, Token);

        Assert.Equal(first, second);
        Assert.True((await client.AskAsync(
            new() { Images = [first], Question = "Q", Options = new() { Policy = JudgmentPolicy.Never } }, cancellationToken: Token)).IsFinished);
    }

    private static QuestionId Id(string id) => QuestionId.Parse(id);

    private static IEnumerable<object> Log(IEnumerable<StageEntry> stages) => stages.Select(entry =>
        (object)(entry.Stage, entry.Round, entry.Began, entry.Slot, entry.Outcome.GetType(), entry.Work.PromptTokens, entry.Work.TokensGenerated));

    private static async Task BegunAsync(IJudgerClient client, QuestionId id, Task waiting)
    {
        while (await client.GetAsync(id, Token) is null)
        {
            if (waiting.IsCompleted) await waiting;
            Assert.False(waiting.IsCompleted, "It was answered before anybody looked.");
            await Task.Delay(20, Token);
        }
    }

    private protected static async Task<AskRequest> RequestAsync(HttpSilo silo, IJudgerClient client)
    {
        var digest = await client.PutImageAsync(silo.NewImage(), Token);
        return new() { Images = [digest], Question = "What is it?", Options = new() { Policy = JudgmentPolicy.Never } };
    }
}
