using System.Net.Http.Json;
using System.Net.ServerSentEvents;
using System.Text.Json;

namespace Judger.Server.Tests.Http;

/// <summary>The event <c>token</c> of a question's own stream.</summary>
public sealed class TokenEventTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_a_stage_writes_is_told_while_it_writes_it_and_has_no_id()
    {
        using var device = new SteppedDevice();
        await using var silo = await SteppedDevice.StartAsync(device);
        using var response = await silo.SendAsync(
            HttpMethod.Post, "/v1/questions?tokens=true", JsonContent.Create(silo.Question(("mode", "stream"), ("id", "q"))));
        var (items, pieces) = (new List<SseItem<string>>(), 0);
        await foreach (var item in SseParser.Create(await response.Content.ReadAsStreamAsync(Token)).EnumerateAsync(Token))
        {
            items.Add(item);
            if (item.EventType != "token") continue;

            // The device has taken no step but those that were allowed when a piece came.
            if (pieces++ < 8) Assert.Equal(pieces - 1, device.Steps);
            device.Allow(pieces < 8 ? 1 : 100);
        }

        var numbered = items.Where(item => item.EventType != "token").ToList();
        Assert.Equal(Enumerable.Range(0, 8).Select(number => $"{number}"), numbered.Select(item => item.EventId));
        Assert.Equal(("answer", 7), (numbered[^1].EventType, numbered.Count - 1));
        Assert.All(items.Where(item => item.EventType == "token"), item => Assert.Null(item.EventId));
        var record = Json(numbered[^1]);
        foreach (var (stage, isFinal, begun) in new[] { ("baseline", false, 0), ("refine", true, 4) })
        {
            var told = items.Where(item => item.EventType == "token").Select(Json).Where(piece => piece.GetProperty("stage").GetString() == stage).ToList();
            Assert.Equal(
                record.Entry(stage).GetProperty("answer").GetProperty("text").GetString(),
                string.Concat(told.Select(piece => piece.GetProperty("text").GetString())));
            Assert.Equal([true], told.Select(piece => piece.TryGetProperty("begins", out _)).Take(1));
            Assert.All(told.Skip(1), piece => Assert.False(piece.TryGetProperty("begins", out _)));
            Assert.All(told, piece => Assert.Equal((begun, isFinal), (piece.GetProperty("sequence").GetInt32(), piece.TryGetProperty("final", out _))));
        }
    }

    [Fact]
    public async Task Who_comes_back_in_the_middle_of_a_stage_goes_on_after_the_last_event_and_has_the_text_again()
    {
        using var device = new SteppedDevice();
        await using var silo = await SteppedDevice.StartAsync(device);
        device.Allow(4);
        await (await silo.PostAsync(silo.Question(("mode", "background"), ("id", "q")))).JsonAsync(202);
        await Poll.UntilAsync(() => Task.FromResult(device.Steps == 4), "the device stands in the first answer");

        using var response = await silo.SendAsync(
            HttpMethod.Get, "/v1/questions/q/events?tokens=true", headers: headers => headers.Add("Last-Event-ID", "0"));
        var items = new List<SseItem<string>>();
        await foreach (var item in SseParser.Create(await response.Content.ReadAsStreamAsync(Token)).EnumerateAsync(Token))
        {
            if (items.Count == 0) device.Allow(1000);
            items.Add(item);
        }

        var first = Json(items[0]);
        Assert.Equal(("token", true), (items[0].EventType, first.GetProperty("begins").GetBoolean()));
        Assert.InRange(first.GetProperty("text").GetString()!.Length, 4, 5);
        Assert.Equal(["1", "2", "3", "4", "5", "6", "7"], items.Where(item => item.EventType != "token").Select(item => item.EventId));
    }

    [Theory]
    [InlineData("", 0)]
    [InlineData("?tokens=false", 0)]
    [InlineData("?tokens=true", 2)]
    [InlineData("?tokens=final", 1)]
    public async Task Clients_that_do_not_ask_for_the_event_do_not_get_it(string query, int stages)
    {
        await using var silo = await HttpSilo.StartAsync();
        using var response = await silo.SendAsync(HttpMethod.Post, $"/v1/questions{query}", JsonContent.Create(silo.Question(("mode", "stream"))));
        var items = await SseParser.Create(await response.Content.ReadAsStreamAsync(Token)).EnumerateAsync(Token).ToListAsync(Token);

        Assert.Equal(
            stages, items.Where(item => item.EventType == "token").Select(item => Json(item).GetProperty("stage").GetString()).Distinct().Count());
        Assert.Equal(["stage", "answer"], items.Where(item => item.EventType != "token").Select(item => item.EventType).Distinct());
    }

    [Theory]
    [InlineData("?tokens=maybe", "stream", "tokens is \"maybe\"")]
    [InlineData("?tokens=", "stream", "tokens is \"\"")]
    [InlineData("?tokens=true&tokens=true", "stream", "tokens is \"true,true\"")]
    [InlineData("?tokens=true", "wait", "tokens needs a stream")]
    [InlineData("?tokens=final", "background", "tokens needs a stream")]
    public async Task A_value_that_says_nothing_is_refused_by_its_name(string query, string mode, string message)
    {
        await using var silo = await HttpSilo.StartAsync();
        using var response = await silo.SendAsync(HttpMethod.Post, $"/v1/questions{query}", JsonContent.Create(silo.Question(("mode", mode))));

        var problem = await response.JsonAsync(400);
        Assert.Equal("question_rejected", problem.GetProperty("code").GetString());
        Assert.StartsWith(message, problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    private static JsonElement Json(SseItem<string> item) => JsonSerializer.Deserialize<JsonElement>(item.Data);
}
