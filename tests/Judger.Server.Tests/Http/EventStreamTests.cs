using System.Diagnostics;
using System.Net.Http.Json;
using System.Net.ServerSentEvents;
using Judger.Client;
using Microsoft.Extensions.DependencyInjection;

namespace Judger.Server.Tests.Http;

/// <summary>Streams while nothing happens.</summary>
public sealed class EventStreamTests
{
    [Theory]
    [InlineData("/v1/questions")]
    [InlineData("/v1/chat/completions")]
    public async Task Comments_keep_a_connection_alive_while_a_stage_takes_long(string path)
    {
        await using var silo = await HttpSilo.StartAsync(options => options.Http.StreamKeepAlive = TimeSpan.FromSeconds(0.1), stepMilliseconds: 400);

        using var response = await silo.SendAsync(HttpMethod.Post, path, JsonContent.Create(Question(silo, path)));

        Assert.Equal((200, "text/event-stream"), ((int)response.StatusCode, response.Content.Headers.ContentType?.MediaType));
        Assert.Equal(["no"], response.Headers.GetValues("X-Accel-Buffering"));
        var bytes = await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
        var blocks = System.Text.Encoding.UTF8.GetString(bytes).Split("\n\n", StringSplitOptions.RemoveEmptyEntries);
        var events = SseParser.Create(new MemoryStream(bytes)).Enumerate().ToList();
        Assert.Contains(":", blocks);
        Assert.Equal(blocks.Count(block => block != ":"), events.Count);
        Assert.True(path == "/v1/questions" ? events[^1].EventType == "answer" : events[^1].Data == "[DONE]", events[^1].Data);
    }

    [Fact]
    public async Task Whoever_leaves_in_the_silence_ends_the_question()
    {
        await using var silo = await HttpSilo.StartAsync(
            options => (options.Http.StreamKeepAlive, options.Questions.AbandonAfter) = (TimeSpan.FromSeconds(0.1), TimeSpan.FromSeconds(1)),
            stepMilliseconds: 1000);
        using (var response = await silo.SendAsync(HttpMethod.Post, "/v1/questions", JsonContent.Create(Question(silo, "/v1/questions"))))
        {
            using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken));
            for (var line = ""; line != ":"; line = await reader.ReadLineAsync(TestContext.Current.CancellationToken)) Assert.NotNull(line);
        }

        for (var waited = Stopwatch.StartNew(); await silo.RunningAsync() > 0; await Task.Delay(50, TestContext.Current.CancellationToken))
            Assert.True(waited.Elapsed < TimeSpan.FromMinutes(1), "The device still works on it.");
        Assert.False((await silo.Services
            .GetRequiredService<IJudgerClient>()
            .GetAsync(QuestionId.Parse("left"), TestContext.Current.CancellationToken)) is { IsFinished: true });
    }

    private static Dictionary<string, object> Question(HttpSilo silo, string path) => path == "/v1/questions"
        ? silo.Question(("mode", "stream"), ("id", "left"))
        : new()
        {
            ["model"] = "simulated",
            ["stream"] = true,
            ["messages"] = new[]
            {
                new
                {
                    role = "user",
                    content = new object[]
                    {
                        new { type = "text", text = "What is it?" },
                        new { type = "image_url", image_url = new { url = $"data:image/png;base64,{Convert.ToBase64String(silo.NewImage())}" } },
                    },
                },
            },
        };
}
