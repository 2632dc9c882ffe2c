using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Judger.Server.Tests.Http.OpenAI;

/// <summary>OpenAI's Responses API, byte by byte.</summary>
public sealed class ResponsesTests : IAsyncLifetime
{
    private HttpSilo _silo = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _silo = await HttpSilo.StartAsync();

    public ValueTask DisposeAsync() => _silo.DisposeAsync();

    [Fact]
    public async Task A_question_is_answered_kept_and_deleted()
    {
        var asked = Request("What is it?", _silo.NewImage());
        asked["instructions"] = "Be brief.";
        asked["metadata"] = new JsonObject { ["order"] = "17" };
        asked["max_output_tokens"] = 3;
        asked["include"] = new JsonArray("message.output_text.logprobs");
        asked["top_logprobs"] = 2;

        var response = await CreateAsync(asked);

        Assert.Equal(
            ("response", "incomplete", "max_output_tokens", "Be brief.", "17"),
            (
                Text(response, "object"), Text(response, "status"), Text(response.GetProperty("incomplete_details"), "reason"), Text(response, "instructions"),
                Text(response.GetProperty("metadata"), "order")));
        var message = Assert.Single(response.GetProperty("output").EnumerateArray());
        var part = Assert.Single(message.GetProperty("content").EnumerateArray());
        Assert.Equal(("message", "assistant", "output_text"), (Text(message, "type"), Text(message, "role"), Text(part, "type")));
        Assert.Equal(Text(response.GetProperty("judger"), "answer"), Text(part, "text"));
        Assert.Equal([2, 2, 2], part.GetProperty("logprobs").EnumerateArray().Select(token => token.GetProperty("top_logprobs").GetArrayLength()));
        Assert.Equal(
            response.GetProperty("usage").GetProperty("total_tokens").GetInt32(),
            response.GetProperty("usage").GetProperty("input_tokens").GetInt32() + response.GetProperty("usage").GetProperty("output_tokens").GetInt32());

        var id = Text(response, "id")!;
        Assert.Equal("resp_" + Text(response.GetProperty("judger"), "id"), id);
        var kept = await GetAsync(id);
        Assert.Equal((Text(part, "text"), "incomplete"), (Text(kept.GetProperty("output")[0].GetProperty("content")[0], "text"), Text(kept, "status")));
        var items = (await GetAsync($"{id}/input_items")).GetProperty("data");
        Assert.Equal(["input_text What is it?", "input_image "], items[0].GetProperty("content").EnumerateArray().Select(
            item => $"{Text(item, "type")} {(item.TryGetProperty("text", out var text) ? text.GetString() : "")}"));

        var deleted = await (await _silo.SendAsync(HttpMethod.Delete, $"/v1/responses/{id}")).JsonAsync();
        Assert.True(deleted.GetProperty("deleted").GetBoolean());
        foreach (var method in new[] { HttpMethod.Get, HttpMethod.Delete })
            Assert.Equal(404, (int)(await _silo.SendAsync(method, $"/v1/responses/{id}")).StatusCode);
        Assert.Equal(404, (int)(await _silo.SendAsync(HttpMethod.Get, $"/v1/questions/{id["resp_".Length..]}")).StatusCode);
    }

    [Fact]
    public async Task A_response_that_is_not_to_be_kept_is_gone_once_it_is_answered()
    {
        var asked = Request("What is it?", _silo.NewImage());
        asked["store"] = false;

        var response = await CreateAsync(asked);

        Assert.Equal(("completed", false), (Text(response, "status"), response.GetProperty("store").GetBoolean()));
        Assert.Equal(404, (int)(await _silo.SendAsync(HttpMethod.Get, $"/v1/responses/{Text(response, "id")}")).StatusCode);
    }

    [Fact]
    public async Task A_response_goes_on_from_another_with_its_images()
    {
        var first = await CreateAsync(Request("What is it?", _silo.NewImage()));
        var second = Request("And what is beside it?");
        second["previous_response_id"] = Text(first, "id");
        var third = Request("Which of them is larger?", _silo.NewImage());
        third["previous_response_id"] = Text(await CreateAsync(second), "id");

        var response = await CreateAsync(third);

        var record = response.GetProperty("judger");
        Assert.Equal(
            ["What is it?", Answer(first), "And what is beside it?", Text(record.GetProperty("turns")[3], "text")],
            record.GetProperty("turns").EnumerateArray().Select(turn => Text(turn, "text")));
        Assert.Equal((2, 1), (record.GetProperty("images").GetArrayLength(), record.GetProperty("attended").GetInt32()));
        Assert.Equal(third["previous_response_id"]!.GetValue<string>(), Text(response, "previous_response_id"));
        Assert.Equal(5, (await GetAsync($"{Text(response, "id")}/input_items")).GetProperty("data").GetArrayLength());
    }

    [Fact]
    public async Task Messages_are_a_conversation_and_an_answer_may_be_named_by_its_id()
    {
        var first = await CreateAsync(Request("What is it?", _silo.NewImage()));
        var asked = Request("Sure?");
        asked["input"] = new JsonArray(
            new JsonObject { ["role"] = "developer", ["content"] = "Be brief." },
            new JsonObject { ["role"] = "user", ["content"] = new JsonArray(Part("input_text", "text", "What is it?"), Image(_silo.NewImage())) },
            new JsonObject { ["type"] = "item_reference", ["id"] = Text(first.GetProperty("output")[0], "id") },
            new JsonObject { ["type"] = "message", ["role"] = "user", ["content"] = "And now?" },
            new JsonObject
            {
                ["type"] = "message",
                ["id"] = "msg_x",
                ["status"] = "completed",
                ["role"] = "assistant",
                ["content"] = new JsonArray(Part("output_text", "text", "Still.")),
            },
            new JsonObject { ["role"] = "user", ["content"] = "Sure?" });

        var record = (await CreateAsync(asked)).GetProperty("judger");

        Assert.Equal(("Sure?", "Be brief."), (Text(record, "question"), Text(record, "instructions")));
        Assert.Equal(["What is it?", Answer(first), "And now?", "Still."], record.GetProperty("turns").EnumerateArray().Select(turn => Text(turn, "text")));
    }

    [Theory]
    [InlineData("never")]
    [InlineData("always")]
    public async Task A_stream_has_the_events_in_their_order_and_its_pieces_are_the_answer(string policy)
    {
        var asked = Request("What is it?", _silo.NewImage());
        asked["stream"] = true;
        asked["judger"] = new JsonObject { ["policy"] = policy, ["stages"] = true };

        var events = await EventsAsync(asked);

        Assert.Equal(Enumerable.Range(0, events.Count), events.Select(item => item.GetProperty("sequence_number").GetInt32()));
        var types = events.Select(item => Text(item, "type")!).ToList();
        Assert.Equal(["response.created", "response.in_progress", "response.output_item.added", "response.content_part.added"], types.Take(4));
        Assert.Equal(
            ["response.output_text.done", "response.content_part.done", "response.output_item.done", "response.completed"], types.TakeLast(4));
        var text = string.Concat(events.Where(item => Text(item, "type") == "response.output_text.delta").Select(item => Text(item, "delta")));
        var response = events[^1].GetProperty("response");
        Assert.Equal((text, text), (Answer(response), Text(events[^4], "text")));
        Assert.NotEmpty(text);
        Assert.Contains("judger.stage", types);
        Assert.All(
            events.Where(item => item.TryGetProperty("item_id", out _)),
            item => Assert.Equal(Text(response.GetProperty("output")[0], "id"), Text(item, "item_id")));
        Assert.Equal(text, Answer(await GetAsync(Text(response, "id")!)));
    }

    [Fact]
    public async Task A_response_in_the_background_is_read_until_it_is_there_and_can_be_stopped()
    {
        await using var slow = await HttpSilo.StartAsync(stepMilliseconds: 50);
        var asked = Request("What is it?", slow.NewImage());
        asked["background"] = true;

        var begun = await (await slow.SendAsync(HttpMethod.Post, "/v1/responses", JsonContent.Create(asked))).JsonAsync();
        Assert.Contains(Text(begun, "status"), new List<string?> { "queued", "in_progress" });
        Assert.True(begun.GetProperty("background").GetBoolean());
        var path = $"/v1/responses/{Text(begun, "id")}";
        for (var status = ""; status != "completed"; await Task.Delay(50, Token))
        {
            status = Text(await (await slow.SendAsync(HttpMethod.Get, path)).JsonAsync(), "status");
            Assert.Contains(status, new List<string?> { "queued", "in_progress", "completed" });
        }

        await using var slower = await HttpSilo.StartAsync(stepMilliseconds: 1000);
        var other = await (await slower.SendAsync(HttpMethod.Post, "/v1/responses", JsonContent.Create(asked))).JsonAsync();
        var stopped = await (await slower.SendAsync(HttpMethod.Post, $"/v1/responses/{Text(other, "id")}/cancel")).JsonAsync();
        Assert.Equal("cancelled", Text(stopped, "status"));
    }

    [Fact]
    public async Task An_answer_fits_a_schema()
    {
        var asked = Request("What is it?", _silo.NewImage());
        var format = new JsonObject
        {
            ["type"] = "json_schema",
            ["name"] = "sign",
            ["strict"] = true,
            ["schema"] = JsonNode.Parse("""{"type": "object", "properties": {"n": {"const": 5}}, "required": ["n"], "additionalProperties": false}"""),
        };
        asked["text"] = new JsonObject { ["format"] = format.DeepClone(), ["verbosity"] = "low" };

        var response = await CreateAsync(asked);

        Assert.Equal("""{"n":5}""", Answer(response));
        Assert.True(JsonNode.DeepEquals(format, JsonNode.Parse(response.GetProperty("text").GetProperty("format").GetRawText())));
        asked["text"] = new JsonObject { ["format"] = new JsonObject { ["type"] = "json_object" } };
        Assert.StartsWith("{", Answer(await CreateAsync(asked)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"model": null}""", "model", "missing_required_parameter")]
    [InlineData("""{"model": "gpt-5"}""", "model", "model_not_found", 404)]
    [InlineData("""{"input": null}""", "input", "missing_required_parameter")]
    [InlineData("""{"input": 7}""", "input", "invalid_type")]
    [InlineData("""{"input": []}""", "input", "invalid_type")]
    [InlineData("""{"input": ""}""", "input", "invalid_value")]
    [InlineData("""{"input": [{"role": "assistant", "content": "a"}]}""", "input", "invalid_value")]
    [InlineData("""{"input": [{"type": "function_call_output", "output": "a"}]}""", "input[0].type", "unsupported_value")]
    [InlineData("""{"input": [{"type": "item_reference", "id": "msg_nowhere"}]}""", "input[0].id", "previous_response_not_found")]
    [InlineData(
        """{"input": [{"role": "user", "content": [{"type": "input_file", "file_id": "f"}]}]}""", "input[0].content[0].type", "unsupported_value")]
    [InlineData(
        """{"input": [{"role": "user", "content": [{"type": "input_text", "text": "a"}, {"type": "input_image", "file_id": "f"}]}]}""",
        "input[0].content[1].image_url",
        "invalid_type")]
    [InlineData("""{"previous_response_id": "resp_nowhere"}""", "previous_response_id", "previous_response_not_found")]
    [InlineData("""{"previous_response_id": "nowhere"}""", "previous_response_id", "previous_response_not_found")]
    [InlineData("""{"tools": [{"type": "web_search"}]}""", "tools", "unsupported_parameter")]
    [InlineData("""{"reasoning": {"effort": "high"}}""", "reasoning.effort", "unsupported_parameter")]
    [InlineData("""{"truncation": "some"}""", "truncation", "unsupported_parameter")]
    [InlineData("""{"conversation": "conv_1"}""", "conversation", "unknown_parameter")]
    [InlineData("""{"temperature": 3}""", "temperature", "invalid_value")]
    [InlineData("""{"top_logprobs": 2}""", "top_logprobs", "invalid_value")]
    [InlineData("""{"max_output_tokens": 0}""", "max_output_tokens", "invalid_value")]
    [InlineData("""{"text": {"format": {"type": "xml"}}}""", "text.format.type", "invalid_value")]
    [InlineData("""{"text": {"format": {"type": "json_schema"}}}""", "text.format.schema", "invalid_value")]
    [InlineData("""{"text": {"shape": 1}}""", "text.shape", "unknown_parameter")]
    [InlineData("""{"background": true, "stream": true}""", "stream", "unsupported_value")]
    [InlineData("""{"background": true, "store": false}""", "store", "invalid_value")]
    [InlineData("""{"judger": {"colour": 1}}""", "judger.colour", "unknown_parameter")]
    public async Task What_cannot_be_served_is_refused_by_its_name(string more, string parameter, string code, int status = 400)
    {
        var asked = Request("What is it?", _silo.NewImage());
        foreach (var (name, value) in JsonNode.Parse(more)!.AsObject()) asked[name] = value?.DeepClone();

        var error = (await (await _silo.SendAsync(HttpMethod.Post, "/v1/responses", JsonContent.Create(asked))).JsonAsync(status)).GetProperty("error");

        Assert.Equal((parameter, code), (Text(error, "param"), Text(error, "code")));
        Assert.NotEmpty(Text(error, "message")!);
    }

    private static string? Text(JsonElement value, string member) => value.GetProperty(member).GetString();

    private static string Answer(JsonElement response) => Text(response.GetProperty("output")[0].GetProperty("content")[0], "text")!;

    private static JsonObject Part(string type, string member, string value) => new() { ["type"] = type, [member] = value };

    private static JsonObject Image(byte[] image) => Part("input_image", "image_url", $"data:image/png;base64,{Convert.ToBase64String(image)}");

    private static JsonObject Request(string text, params byte[][] images) => new()
    {
        ["model"] = "simulated",
        ["input"] = images.Length == 0
            ? text
            : new JsonArray(new JsonObject
            {
                ["role"] = "user",
                ["content"] = new JsonArray([Part("input_text", "text", text), .. images.Select(Image)]),
            }),
        ["judger"] = new JsonObject { ["policy"] = "never" },
    };

    private async Task<JsonElement> CreateAsync(JsonObject request) =>
        await (await _silo.SendAsync(HttpMethod.Post, "/v1/responses", JsonContent.Create(request))).JsonAsync();

    private async Task<JsonElement> GetAsync(string path) => await (await _silo.SendAsync(HttpMethod.Get, $"/v1/responses/{path}")).JsonAsync();

    private async Task<List<JsonElement>> EventsAsync(JsonObject request)
    {
        using var response = await _silo.SendAsync(HttpMethod.Post, "/v1/responses", JsonContent.Create(request));
        Assert.Equal("text/event-stream", response.Content.Headers.ContentType?.MediaType);
        var events = (await response.Content.ReadAsStringAsync(Token)).Split("\n\n", StringSplitOptions.RemoveEmptyEntries);
        return [.. events.Select(text =>
        {
            var lines = text.Split('\n');
            var data = JsonDocument.Parse(lines.Single(line => line.StartsWith("data: ", StringComparison.Ordinal))["data: ".Length..]).RootElement;
            Assert.Contains($"event: {Text(data, "type")}", lines);
            return data;
        })];
    }
}
