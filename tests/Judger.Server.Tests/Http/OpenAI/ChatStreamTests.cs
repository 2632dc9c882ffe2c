using System.Net.Http.Json;
using System.Text.Json;
using Judger.Server.Configuration;

namespace Judger.Server.Tests.Http.OpenAI;

/// <summary>Streams of questions that are refused, or that fail on their way.</summary>
public sealed class ChatStreamTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_question_that_does_not_fit_is_refused_before_the_first_byte()
    {
        await using var silo = await HttpSilo.StartAsync(Small);

        using var response = await silo.SendAsync(
            HttpMethod.Post, "/v1/chat/completions", JsonContent.Create(Chat(silo, new string('x', 400))));

        var error = (await response.JsonAsync(400)).GetProperty("error");
        Assert.Equal("application/json", response.Content.Headers.ContentType?.MediaType);
        Assert.Equal(("question_rejected", "invalid_request_error"), (error.GetProperty("code").GetString(), error.GetProperty("type").GetString()));
        Assert.EndsWith(
            "and the model holds 300 together with the answer. Shorten the question.", error.GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_unknown_expert_and_a_budget_that_is_too_long_are_refused_before_the_first_byte(bool areStagesWanted)
    {
        await using var silo = await HttpSilo.StartAsync();

        using var expert = await silo.SendAsync(
            HttpMethod.Post, "/v1/chat/completions", JsonContent.Create(Chat(silo, "What is it?", areStagesWanted, new() { ["expert"] = "nobody" })));
        using var budget = await silo.SendAsync(
            HttpMethod.Post, "/v1/chat/completions", JsonContent.Create(Chat(silo, "What is it?", areStagesWanted, new() { ["budget_seconds"] = 1e6 })));

        Assert.Contains("nobody", (await expert.JsonAsync(400)).GetProperty("error").GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Contains("budget_seconds", (await budget.JsonAsync(400)).GetProperty("error").GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_full_slot_refuses_before_the_first_byte()
    {
        // One question runs, one waits; the slot takes no more.
        await using var silo = await HttpSilo.StartAsync(options => options.Slots[0].Engine = new() { Lanes = 1, QueueTokens = 1 }, stepMilliseconds: 50);

        var responses = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ =>
            silo.SendAsync(HttpMethod.Post, "/v1/chat/completions", JsonContent.Create(Chat(silo, "What is it?")))));

        var refused = responses.Where(response => (int)response.StatusCode == 429).ToList();
        Assert.NotEmpty(refused);
        foreach (var response in refused)
        {
            Assert.InRange(int.Parse(response.Headers.GetValues("Retry-After").Single(), System.Globalization.CultureInfo.InvariantCulture), 1, 600);
            Assert.Equal("overloaded", (await response.JsonAsync(429)).GetProperty("error").GetProperty("code").GetString());
        }

        foreach (var response in responses.Except(refused))
            Assert.EndsWith("data: [DONE]\n\n", await response.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_failure_after_the_first_byte_is_an_error_event_and_then_the_end()
    {
        // The correction fails: the feedback names the right answer.
        await using var silo = await HttpSilo.StartAsync(options =>
        {
            options.Slots[0].Simulated = options.Slots[0].Simulated! with { FailOn = "crimson" };
            options.Questions.MaxStageAttempts = 1;
        });
        var more = new Dictionary<string, object> { ["expert"] = "reference", ["reference_answer"] = "crimson", ["policy"] = "always", ["max_rounds"] = 1 };

        using var response = await silo.SendAsync(
            HttpMethod.Post, "/v1/chat/completions", JsonContent.Create(Chat(silo, "What is it?", areStagesWanted: true, more)));

        Assert.Equal(200, (int)response.StatusCode);
        var lines = (await response.Content.ReadAsStringAsync(Token)).Split("\n\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal("data: [DONE]", lines[^1]);
        var error = JsonSerializer.Deserialize<JsonElement>(lines[^2]["data: ".Length..]).GetProperty("error");
        Assert.Equal(("stage_failed", "server_error"), (error.GetProperty("code").GetString(), error.GetProperty("type").GetString()));
    }

    [Fact]
    public async Task A_conflict_and_a_missing_part_of_a_question_refuse_its_own_stream_too()
    {
        await using var silo = await HttpSilo.StartAsync();
        await (await silo.PostAsync(silo.Question(("id", "q")))).JsonAsync();

        Assert.Equal("question_conflict", await (await silo.PostAsync(silo.Question(("id", "q"), ("question", "B?"), ("mode", "stream")))).ProblemAsync(409));
        Assert.Equal("question_rejected", await (await silo.PostAsync(silo.Question(("question", ""), ("mode", "stream")))).ProblemAsync(400));
        Assert.Equal("question_rejected", await (await silo.PostAsync(silo.Question(("expert", "nobody"), ("mode", "stream")))).ProblemAsync(400));
    }

    // An image has 4 patches, and a character is a token.
    private static void Small(JudgerOptions options) =>
        options.Slots[0].Simulated = options.Slots[0].Simulated! with { ImageSize = 28, PatchSize = 14, Context = 300 };

    private static Dictionary<string, object> Chat(
        HttpSilo silo, string question, bool areStagesWanted = false, Dictionary<string, object>? more = null) => new()
        {
            ["model"] = "simulated",
            ["stream"] = true,
            ["judger"] = new Dictionary<string, object>(more ?? new() { ["policy"] = "never" }) { ["stages"] = areStagesWanted },
            ["messages"] = new[]
            {
                new
                {
                    role = "user",
                    content = new object[]
                    {
                        new { type = "text", text = question },
                        new { type = "image_url", image_url = new { url = $"data:image/png;base64,{Convert.ToBase64String(silo.NewImage())}" } },
                    },
                },
            },
        };
}
