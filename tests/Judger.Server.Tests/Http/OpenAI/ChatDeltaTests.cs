using System.Net.Http.Json;
using System.Net.ServerSentEvents;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Judger.Server.Tests.Http.OpenAI;

/// <summary>Answers of chat completions that come while they are written.</summary>
public sealed class ChatDeltaTests
{
    private const int Tokens = SteppedDevice.AnswerTokens;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("never", 0)]
    [InlineData("always", Tokens)]
    public async Task Deltas_come_before_the_device_has_finished_and_together_are_the_answer(string look, int before)
    {
        using var device = new SteppedDevice();
        await using var silo = await SteppedDevice.StartAsync(device);
        var chat = Chat(silo, new() { ["policy"] = "never", ["look"] = look, ["include"] = new JsonArray("tokens") });
        (chat["logprobs"], chat["stream_options"]) = (true, new JsonObject { ["include_usage"] = true });
        if (before > 0) device.Allow(before);
        using var response = await PostAsync(silo, chat);
        var (chunks, deltas) = (new List<JsonElement>(), 0);
        await foreach (var chunk in ChunksAsync(response))
        {
            chunks.Add(chunk);
            if (Delta(chunk) is not { Length: > 0 }) continue;
            if (deltas++ < 8) Assert.Equal(before + deltas - 1, device.Steps);
            device.Allow(deltas < 8 ? 1 : 100);
        }

        var text = string.Concat(chunks.Select(Delta));
        var record = chunks[^2].GetProperty("judger");
        var tokens = record.Entry(look == "never" ? "baseline" : "refine").GetProperty("answer").GetProperty("tokens").EnumerateArray().ToList();
        Assert.InRange(deltas, 8, Tokens);
        Assert.Equal(record.GetProperty("answer").GetString(), text);
        Assert.Equal("stop", chunks[^2].GetProperty("choices")[0].GetProperty("finish_reason").GetString());
        Assert.True(chunks[^1].GetProperty("usage").GetProperty("completion_tokens").GetInt32() >= Tokens);
        Assert.All(chunks.SkipLast(1), chunk => Assert.Single(chunk.GetProperty("choices").EnumerateArray()));
        Assert.All(chunks.SkipLast(2), chunk => Assert.Equal(JsonValueKind.Null, chunk.GetProperty("choices")[0].GetProperty("finish_reason").ValueKind));

        // Every token once, with the delta that it came with.
        var logs = chunks.SkipLast(1)
            .Select(chunk => chunk.GetProperty("choices")[0].GetProperty("logprobs")).Where(one => one.ValueKind == JsonValueKind.Object);
        Assert.Equal(
            tokens.Select(token => (token.GetProperty("text").GetString(), token.GetProperty("log_probability").GetDouble())),
            logs.SelectMany(one => one.GetProperty("content").EnumerateArray())
                .Select(one => (one.GetProperty("token").GetString(), one.GetProperty("logprob").GetDouble())));
    }

    [Theory]
    [InlineData("always", "always")]
    [InlineData("when_uncertain", "never")]
    public async Task An_answer_that_a_judgment_may_change_comes_when_it_is_decided(string policy, string look)
    {
        await using var silo = await HttpSilo.StartAsync(stepMilliseconds: 5);
        using var response = await PostAsync(silo, Chat(silo, new() { ["policy"] = policy, ["look"] = look, ["stages"] = true }));
        var chunks = await ChunksAsync(response).ToListAsync(Token);

        var answer = Assert.Single(chunks, chunk => Delta(chunk) is { Length: > 0 });
        Assert.Equal(chunks[^1].GetProperty("judger").GetProperty("answer").GetString(), Delta(answer));
        Assert.Equal(chunks.Count - 2, chunks.IndexOf(answer));
    }

    [Fact]
    public async Task A_budget_that_ends_in_the_middle_of_the_answer_ends_the_stream_with_an_error()
    {
        using var device = new SteppedDevice();
        await using var silo = await SteppedDevice.StartAsync(device);
        device.Allow(Tokens + 3);
        using var response = await PostAsync(silo, Chat(silo, new() { ["policy"] = "never", ["look"] = "always", ["budget_seconds"] = 3 }));
        var items = new List<string>();
        await foreach (var item in SseParser.Create(await response.Content.ReadAsStreamAsync(Token)).EnumerateAsync(Token)) items.Add(item.Data);
        device.Allow(1000);

        Assert.Equal("[DONE]", items[^1]);
        var error = JsonSerializer.Deserialize<JsonElement>(items[^2]).GetProperty("error");
        Assert.Equal("answer_changed", error.GetProperty("code").GetString());
        var deltas = items.SkipLast(2).Select(item => JsonSerializer.Deserialize<JsonElement>(item)).ToList();
        Assert.InRange(string.Concat(deltas.Select(Delta)).Length, 1, 4);
        Assert.All(deltas, chunk => Assert.Equal(JsonValueKind.Null, chunk.GetProperty("choices")[0].GetProperty("finish_reason").ValueKind));
    }

    private static string? Delta(JsonElement chunk) =>
        chunk.GetProperty("choices").EnumerateArray().Select(choice => choice.GetProperty("delta")).Where(delta => delta.TryGetProperty("content", out _))
            .Select(delta => delta.GetProperty("content").GetString()).FirstOrDefault();

    private static async IAsyncEnumerable<JsonElement> ChunksAsync(HttpResponseMessage response)
    {
        Assert.Equal(200, (int)response.StatusCode);
        var isDone = false;
        await foreach (var item in SseParser.Create(await response.Content.ReadAsStreamAsync(Token)).EnumerateAsync(Token))
        {
            Assert.False(isDone);
            isDone = item.Data == "[DONE]";
            if (!isDone) yield return JsonSerializer.Deserialize<JsonElement>(item.Data);
        }

        Assert.True(isDone);
    }

    private static Task<HttpResponseMessage> PostAsync(HttpSilo silo, JsonObject chat) =>
        silo.SendAsync(HttpMethod.Post, "/v1/chat/completions", JsonContent.Create(chat));

    private static JsonObject Chat(HttpSilo silo, JsonObject judger) => new()
    {
        ["model"] = "simulated",
        ["stream"] = true,
        ["judger"] = judger,
        ["messages"] = new JsonArray(new JsonObject
        {
            ["role"] = "user",
            ["content"] = new JsonArray(
                new JsonObject { ["type"] = "text", ["text"] = "What is it?" },
                new JsonObject
                {
                    ["type"] = "image_url",
                    ["image_url"] = new JsonObject { ["url"] = $"data:image/png;base64,{Convert.ToBase64String(silo.NewImage())}" },
                }),
        }),
    };
}
