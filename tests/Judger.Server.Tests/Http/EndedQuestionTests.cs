using System.Globalization;
using System.Net.ServerSentEvents;
using System.Text.Json;

namespace Judger.Server.Tests.Http;

/// <summary>Reading the events of a question that ended without an answer costs no work.</summary>
public sealed class EndedQuestionTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Reading_the_events_of_a_question_that_failed_costs_the_device_nothing_and_asking_again_goes_on()
    {
        // The correction fails: the feedback names the right answer.
        await using var silo = await HttpSilo.StartAsync(options =>
        {
            options.Slots[0].Simulated = options.Slots[0].Simulated! with { FailOn = "crimson" };
            options.Questions.MaxStageAttempts = 1;
        });
        var question = silo.Question(("id", "f"), ("expert", "reference"), ("reference_answer", "crimson"), ("policy", "always"), ("max_rounds", 1));
        Assert.Equal("stage_failed", await (await silo.PostAsync(question)).ProblemAsync(500));
        var record = await (await silo.SendAsync(HttpMethod.Get, "/v1/questions/f")).JsonAsync();
        var before = Assert.Single((await silo.ReportAsync()).Slots);

        using var response = await silo.SendAsync(HttpMethod.Get, "/v1/questions/f/events");
        var items = await SseParser.Create(await response.Content.ReadAsStreamAsync(Token)).EnumerateAsync(Token).ToListAsync(Token);
        await Poll.UntilAsync(async () => await silo.RunningAsync() == 0, "the device is idle");
        var after = Assert.Single((await silo.ReportAsync()).Slots);
        var again = await (await silo.SendAsync(HttpMethod.Get, "/v1/questions/f")).JsonAsync();

        var failure = record.GetProperty("failure");
        Assert.Equal(("correct", 1), (failure.GetProperty("stage").GetString(), failure.GetProperty("attempts").GetInt32()));

        // What the question went through, and then why it ended.
        Assert.Equal(["baseline", "locate", "refine", "judge", "correct"], items.SkipLast(1).Select(Stage).Distinct());
        Assert.All(items.SkipLast(1), item => Assert.Equal("stage", item.EventType));
        Assert.Equal(Enumerable.Range(0, items.Count - 1), items.SkipLast(1).Select(item => int.Parse(item.EventId!, CultureInfo.InvariantCulture)));
        Assert.Equal(("error", "stage_failed", failure.GetProperty("message").GetString()), (items[^1].EventType, Code(items[^1]), Detail(items[^1])));
        Assert.Equal((before.Requests, before.Work, before.DecodeSteps), (after.Requests, after.Work, after.DecodeSteps));
        Assert.Equal(record.GetRawText(), again.GetRawText());

        // A POST does take it up again, after its last finished stage.
        await (await silo.PostAsync(question)).ProblemAsync(500);
        Assert.True(Assert.Single((await silo.ReportAsync()).Slots).Requests > after.Requests);
    }

    [Fact]
    public async Task A_cancelled_question_is_not_started_again_by_a_reader()
    {
        await using var silo = await HttpSilo.StartAsync(stepMilliseconds: 500);
        var waiting = silo.PostAsync(silo.Question(("id", "c"), ("mode", "background")));
        Assert.Equal(202, (int)(await waiting).StatusCode);
        Assert.Equal(204, (int)(await silo.SendAsync(HttpMethod.Delete, "/v1/questions/c")).StatusCode);

        using var response = await silo.SendAsync(HttpMethod.Get, "/v1/questions/c/events");

        // Before the first byte an error has a status of its own.
        Assert.Equal("question_cancelled", await response.ProblemAsync(410));
        await Poll.UntilAsync(async () => await silo.RunningAsync() == 0, "the device is idle");
        Assert.True((await (await silo.SendAsync(HttpMethod.Get, "/v1/questions/c")).JsonAsync()).GetProperty("cancelled").GetBoolean());
    }

    private static JsonElement Data(SseItem<string> item) => JsonDocument.Parse(item.Data).RootElement;

    private static string? Stage(SseItem<string> item) => Data(item).GetProperty("stage").GetString();

    private static string? Code(SseItem<string> item) => Data(item).GetProperty("code").GetString();

    private static string? Detail(SseItem<string> item) => Data(item).GetProperty("detail").GetString();
}
