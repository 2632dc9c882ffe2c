using System.Net.ServerSentEvents;
using Judger.Server.Configuration;

namespace Judger.Server.Tests.Http;

/// <summary>Reading a question's events starts nothing, and has what somebody else starts.</summary>
public sealed class ListenTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_number_after_the_last_there_can_be_is_a_bad_request()
    {
        await using var silo = await HttpSilo.StartAsync();
        await (await silo.PostAsync(silo.Question(("id", "last")))).JsonAsync();

        using var response = await silo.SendAsync(
            HttpMethod.Get, "/v1/questions/last/events", headers: headers => headers.Add("Last-Event-ID", "2147483647"));

        Assert.Equal("question_rejected", await response.ProblemAsync(400));
    }

    [Fact]
    public async Task A_question_that_nobody_works_on_is_only_listened_to_until_somebody_posts_it_again()
    {
        await using var silo = await HttpSilo.StartAsync(Forgetful, stepMilliseconds: 3000);
        var question = silo.Question(("id", "left"), ("mode", "stream"));
        await LeaveAfterLocateAsync(silo, question);
        var before = Assert.Single((await silo.ReportAsync()).Slots);

        using var response = await silo.SendAsync(HttpMethod.Get, "/v1/questions/left/events");
        await using var events = Read(await response.Content.ReadAsStreamAsync(Token)).GetAsyncEnumerator(Token);
        foreach (var expected in new[] { "baseline False", "baseline True", "locate False", "locate True", "refine False" }) await NextAsync(events, expected);
        var next = events.MoveNextAsync().AsTask();
        await Task.Delay(TimeSpan.FromSeconds(2), Token);

        Assert.False(next.IsCompleted);
        var after = Assert.Single((await silo.ReportAsync()).Slots);
        Assert.Equal((before.Requests, before.Work, before.DecodeSteps), (after.Requests, after.Work, after.DecodeSteps));
        Assert.Equal(2, (await (await silo.SendAsync(HttpMethod.Get, "/v1/questions/left")).JsonAsync()).GetProperty("stages").GetArrayLength());

        using var posted = await silo.PostAsync(question);
        Assert.True(await next);
        var told = new List<string>();
        do told.Add($"{events.Current.EventType} {events.Current.EventId}");
        while (await events.MoveNextAsync());

        // What was interrupted has begun before: its end, the judgment that is skipped, and the answer.
        Assert.Equal(["stage 5", "stage 6", "answer 7"], told);
    }

    [Fact]
    public async Task A_question_that_is_cancelled_while_one_listens_ends_for_the_listener()
    {
        await using var silo = await HttpSilo.StartAsync(Forgetful, stepMilliseconds: 3000);
        await LeaveAfterLocateAsync(silo, silo.Question(("id", "left"), ("mode", "stream")));
        using var response = await silo.SendAsync(HttpMethod.Get, "/v1/questions/left/events", headers: headers => headers.Add("Last-Event-ID", "4"));
        await using var events = Read(await response.Content.ReadAsStreamAsync(Token)).GetAsyncEnumerator(Token);
        var next = events.MoveNextAsync().AsTask();
        Assert.False(next.IsCompleted);

        Assert.Equal(204, (int)(await silo.SendAsync(HttpMethod.Delete, "/v1/questions/left")).StatusCode);

        Assert.True(await next);
        Assert.Equal("error", events.Current.EventType);
        Assert.Contains("question_cancelled", events.Current.Data, StringComparison.Ordinal);
        Assert.False(await events.MoveNextAsync());
    }

    [Fact]
    public async Task A_question_at_work_is_followed_to_its_answer()
    {
        await using var silo = await HttpSilo.StartAsync(stepMilliseconds: 100);
        await (await silo.PostAsync(silo.Question(("id", "b"), ("mode", "background")))).JsonAsync(202);

        using var response = await silo.SendAsync(HttpMethod.Get, "/v1/questions/b/events");
        var told = await Read(await response.Content.ReadAsStreamAsync(Token)).ToListAsync(Token);

        Assert.Equal(["0", "1", "2", "3", "4", "5", "6", "7"], told.Select(item => item.EventId));
        Assert.Equal("answer", told[^1].EventType);
    }

    // An answer takes six seconds, and a question that nobody waits for is given up after one or two.
    private static void Forgetful(JudgerOptions options)
    {
        options.Questions.AbandonAfter = TimeSpan.FromSeconds(1);
        options.Slots[0].Simulated = options.Slots[0].Simulated! with { AnswerTokens = 2 };
    }

    /// <summary>Asks, leaves when the region is there, and waits until the question was given up.</summary>
    private static async Task LeaveAfterLocateAsync(HttpSilo silo, Dictionary<string, object> question)
    {
        using (var posted = await silo.PostAsync(question))
        {
            await using var events = Read(await posted.Content.ReadAsStreamAsync(Token)).GetAsyncEnumerator(Token);
            foreach (var expected in new[] { "baseline False", "baseline True", "locate False", "locate True" }) await NextAsync(events, expected);
        }

        // The next stage is given up with the question, long before it could end.
        await Poll.UntilAsync(async () => await silo.RunningAsync() > 0, "the stage has begun");
        await Poll.UntilAsync(async () => await silo.RunningAsync() == 0, "the stage is given up");
        var left = await (await silo.SendAsync(HttpMethod.Get, "/v1/questions/left")).JsonAsync();
        Assert.Equal(2, left.GetProperty("stages").GetArrayLength());
    }

    private static IAsyncEnumerable<SseItem<string>> Read(Stream stream) => SseParser.Create(stream).EnumerateAsync(Token);

    private static async Task NextAsync(IAsyncEnumerator<SseItem<string>> events, string expected)
    {
        Assert.True(await events.MoveNextAsync());
        using var happened = System.Text.Json.JsonDocument.Parse(events.Current.Data);
        Assert.Equal(expected, $"{happened.RootElement.GetProperty("stage").GetString()} {happened.RootElement.GetProperty("finished").GetBoolean()}");
    }
}
