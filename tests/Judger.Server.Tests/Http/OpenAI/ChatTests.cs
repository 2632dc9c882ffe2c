using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Judger.Server.Tests.Http.OpenAI;

/// <summary>OpenAI's chat completions, byte by byte; OpenAI's own clients are tested in OpenAIClientTests.</summary>
public sealed class ChatTests : IAsyncLifetime
{
    private HttpSilo _silo = null!;

    public async ValueTask InitializeAsync() => _silo = await HttpSilo.StartAsync();

    public ValueTask DisposeAsync() => _silo.DisposeAsync();

    [Fact]
    public async Task A_question_is_answered_and_its_record_is_beside_the_message()
    {
        var completion = await (await PostAsync(Chat())).JsonAsync();

        var choice = completion.GetProperty("choices")[0];
        Assert.Equal(
            ("chat.completion", "assistant", "stop"),
            (
                completion.GetProperty("object").GetString(),
                choice.GetProperty("message").GetProperty("role").GetString(),
                choice.GetProperty("finish_reason").GetString()));
        var record = completion.GetProperty("judger");
        Assert.Equal(record.GetProperty("answer").GetString(), choice.GetProperty("message").GetProperty("content").GetString());
        Assert.Equal("chatcmpl-" + record.GetProperty("id").GetString(), completion.GetProperty("id").GetString());
        Assert.Equal(JsonValueKind.Null, choice.GetProperty("message").GetProperty("refusal").ValueKind);
        var usage = completion.GetProperty("usage");
        Assert.True(usage.GetProperty("prompt_tokens").GetInt32() > usage.GetProperty("prompt_tokens_details").GetProperty("cached_tokens").GetInt32());
        Assert.Equal(
            usage.GetProperty("total_tokens").GetInt32(), usage.GetProperty("prompt_tokens").GetInt32() + usage.GetProperty("completion_tokens").GetInt32());

        var kept = await (await _silo.SendAsync(HttpMethod.Get, $"/v1/questions/{record.GetProperty("id").GetString()}")).JsonAsync();
        Assert.Equal("What is it?", kept.GetProperty("question").GetString());
    }

    [Fact]
    public async Task Instructions_images_and_own_options_are_heeded()
    {
        var chat = Chat(images: 2);
        ((JsonArray)chat["messages"]!).Insert(0, new JsonObject { ["role"] = "system", ["content"] = "Be brief." });
        chat["judger"] = new JsonObject { ["policy"] = "always", ["max_rounds"] = 1, ["expert"] = "reference", ["reference_answer"] = "seven" };
        chat["max_completion_tokens"] = 3;
        chat["logprobs"] = true;

        var completion = await (await PostAsync(chat)).JsonAsync();

        var record = completion.GetProperty("judger");
        Assert.Equal("Be brief.\nWhat is it?", record.GetProperty("question").GetString());
        Assert.Equal(2, record.GetProperty("images").GetArrayLength());
        Assert.Equal("reference", record.GetProperty("options").GetProperty("expert").GetString());
        Assert.Equal("incorrect", record.Entry("judge").GetProperty("judgment").GetProperty("verdict").GetString());
        Assert.Equal(3, record.Entry("baseline").GetProperty("work").GetProperty("tokens_generated").GetInt32());
        var choice = completion.GetProperty("choices")[0];
        Assert.Equal("length", choice.GetProperty("finish_reason").GetString());
        var tokens = choice.GetProperty("logprobs").GetProperty("content");
        Assert.Equal(3, tokens.GetArrayLength());
        Assert.Equal(
            choice.GetProperty("message").GetProperty("content").GetString(),
            string.Concat(tokens.EnumerateArray().Select(token => token.GetProperty("token").GetString())).Trim());
        Assert.All(tokens.EnumerateArray(), token => Assert.InRange(token.GetProperty("logprob").GetDouble(), -100, 0));
    }

    [Fact]
    public async Task A_stream_tells_stages_in_chunks_of_their_own_then_the_answer()
    {
        var chat = Chat();
        chat["stream"] = true;
        chat["stream_options"] = new JsonObject { ["include_usage"] = true };

        using var response = await PostAsync(chat);

        Assert.Equal("text/event-stream", response.Content.Headers.ContentType?.MediaType);
        var lines = (await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).Split("\n\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal("data: [DONE]", lines[^1]);
        var chunks = lines[..^1].Select(line => JsonDocument.Parse(line["data: ".Length..]).RootElement).ToList();
        Assert.All(chunks, chunk => Assert.Equal("chat.completion.chunk", chunk.GetProperty("object").GetString()));
        Assert.Equal("assistant", chunks[0].GetProperty("choices")[0].GetProperty("delta").GetProperty("role").GetString());
        var stages = chunks
            .Where(chunk => chunk.GetProperty("choices").GetArrayLength() == 0 && chunk.TryGetProperty("judger", out _))
            .Select(chunk => chunk.GetProperty("judger"))
            .Select(stage => $"{stage.GetProperty("stage").GetString()} {stage.GetProperty("finished").GetBoolean()}");
        Assert.Equal(["baseline False", "baseline True", "locate False", "locate True", "refine False", "refine True", "judge True"], stages);
        Assert.True(chunks[^1].GetProperty("usage").GetProperty("total_tokens").GetInt32() > 0);
        var last = chunks[^2];
        Assert.Equal("stop", last.GetProperty("choices")[0].GetProperty("finish_reason").GetString());
        Assert.Equal(
            last.GetProperty("judger").GetProperty("answer").GetString(),
            chunks[^3].GetProperty("choices")[0].GetProperty("delta").GetProperty("content").GetString());
    }

    [Theory]
    [InlineData("""{"n": 2}""", "n", "unsupported_parameter")]
    [InlineData("""{"tools": [{"type": "function"}]}""", "tools", "unsupported_parameter")]
    [InlineData("""{"presence_penalty": 0.5}""", "presence_penalty", "unsupported_parameter")]
    [InlineData("""{"top_logprobs": 5}""", "top_logprobs", "unsupported_parameter")]
    [InlineData("""{"colour": "red"}""", "colour", "unknown_parameter")]
    [InlineData("""{"temperature": 3}""", "temperature", "invalid_value")]
    [InlineData("""{"temperature": "hot"}""", "temperature", "invalid_type")]
    [InlineData("""{"top_p": 0}""", "top_p", "invalid_value")]
    [InlineData("""{"max_tokens": 0}""", "max_tokens", "invalid_value")]
    [InlineData("""{"max_completion_tokens": 100000}""", "max_completion_tokens", "invalid_value")]
    [InlineData("""{"stop": ["a", "b", "c", "d", "e"]}""", "stop", "invalid_value")]
    [InlineData("""{"seed": 1.5}""", "seed", "invalid_type")]
    [InlineData("""{"stream": "yes"}""", "stream", "invalid_type")]
    [InlineData("""{"response_format": {"type": "xml"}}""", "response_format.type", "invalid_value")]
    [InlineData(
        """
        {"response_format": {"type": "json_schema", "json_schema": {"schema": {
          "type": "object", "properties": {"a": {"type": "string"}, "b": {"type": "string"}}
        }}}}
        """,
        "response_format.json_schema.schema",
        "unsupported_value")]
    [InlineData("""{"judger": {"colour": "red"}}""", "judger.colour", "unknown_parameter")]
    [InlineData("""{"judger": {"policy": "sometimes"}}""", "judger", "invalid_value")]
    [InlineData("""{"messages": []}""", "messages", "invalid_type")]
    [InlineData("""{"messages": [{"role": "user", "content": "Hello"}]}""", "messages", "missing_image")]
    [InlineData("""{"messages": [{"role": "user", "content": [{"type": "input_audio"}]}]}""", "messages[0].content[0].type", "unsupported_value")]
    [InlineData("""{"messages": [{"role": "user", "content": "a"}, {"role": "assistant", "content": "b"}]}""", "messages[1]", "unsupported_value")]
    [InlineData(
        """
        {"messages": [{"role": "user", "content": [
          {"type": "text", "text": "a"},
          {"type": "image_url", "image_url": {"url": "https://example.com/a.png"}}
        ]}]}
        """,
        "messages[0].content[1].image_url",
        "image_rejected")]
    [InlineData(
        """
        {"messages": [{"role": "user", "content": [
          {"type": "text", "text": "a"},
          {"type": "image_url", "image_url": {"url": "data:image/png;base64,AAAA"}}
        ]}]}
        """,
        "messages[0].content[1].image_url",
        "image_rejected")]
    [InlineData(
        """
        {"messages": [{"role": "user", "content": [
          {"type": "text", "text": "a"},
          {"type": "image_url", "image_url": {"url": "data:image/png;base64,*"}}
        ]}]}
        """,
        "messages[0].content[1].image_url",
        "image_rejected")]
    [InlineData("""{"model": null}""", "model", "missing_required_parameter")]
    public async Task What_cannot_be_served_is_refused_by_its_name(string more, string parameter, string code)
    {
        var chat = Chat();
        foreach (var (name, value) in JsonNode.Parse(more)!.AsObject()) chat[name] = value?.DeepClone();

        var error = (await (await PostAsync(chat)).JsonAsync(400)).GetProperty("error");

        Assert.Equal(
            (parameter, code, "invalid_request_error"),
            (error.GetProperty("param").GetString(), error.GetProperty("code").GetString(), error.GetProperty("type").GetString()));
        Assert.NotEmpty(error.GetProperty("message").GetString()!);
    }

    [Fact]
    public async Task What_changes_nothing_is_passed_over()
    {
        var chat = Chat();
        foreach (var (name, value) in JsonNode.Parse(
            """
            {"n": 1, "user": "u", "tools": [], "presence_penalty": 0, "logit_bias": {}, "top_logprobs": null, "modalities": ["text"],
             "store": false, "temperature": 0, "stop": "Q:", "response_format": {"type": "text"}}
            """)!
            .AsObject())
        {
            chat[name] = value?.DeepClone();
        }

        await (await PostAsync(chat)).JsonAsync();
    }

    [Fact]
    public async Task A_model_that_is_not_served_and_a_body_that_is_no_json_are_told_as_OpenAI_does()
    {
        var chat = Chat();
        chat["model"] = "gpt-5";

        Assert.Equal("model_not_found", (await (await PostAsync(chat)).JsonAsync(404)).GetProperty("error").GetProperty("code").GetString());
        Assert.Equal(
            "invalid_json",
            (await (await _silo.SendAsync(HttpMethod.Post, "/v1/chat/completions", new StringContent("{", null, "application/json"))).JsonAsync(400))
                .GetProperty("error")
                .GetProperty("code")
                .GetString());
        Assert.Equal(
            "unsupported_media_type",
            (await (await _silo.SendAsync(HttpMethod.Post, "/v1/chat/completions", new StringContent("a"))).JsonAsync(415))
                .GetProperty("error")
                .GetProperty("code")
                .GetString());
    }

    [Fact]
    public async Task The_models_are_listed()
    {
        var models = (await (await _silo.SendAsync(HttpMethod.Get, "/v1/models")).JsonAsync()).GetProperty("data");

        Assert.Equal(["simulated"], models.EnumerateArray().Select(model => model.GetProperty("id").GetString()));
        Assert.Equal("model", (await (await _silo.SendAsync(HttpMethod.Get, "/v1/models/simulated")).JsonAsync()).GetProperty("object").GetString());
        Assert.Equal(
            "model_not_found",
            (await (await _silo.SendAsync(HttpMethod.Get, "/v1/models/none")).JsonAsync(404)).GetProperty("error").GetProperty("code").GetString());
    }

    [Fact]
    public async Task The_same_idempotency_key_is_the_same_question()
    {
        var chat = Chat();
        chat["temperature"] = 1.5;

        var answers = new List<string?>();
        for (var i = 0; i < 2; i++)
        {
            var response = await _silo.SendAsync(
                HttpMethod.Post, "/v1/chat/completions", JsonContent.Create(chat), headers: headers => headers.Add("Idempotency-Key", "once"));
            answers.Add((await response.JsonAsync()).GetProperty("id").GetString());
        }

        Assert.Equal(["chatcmpl-once", "chatcmpl-once"], answers);
        var record = await (await _silo.SendAsync(HttpMethod.Get, "/v1/questions/once")).JsonAsync();
        var stages = record.GetProperty("stages").EnumerateArray().Select(entry => entry.GetProperty("stage").GetString());
        Assert.Equal(["baseline", "locate", "refine", "judge"], stages);
        Assert.Equal(1.5, record.GetProperty("options").GetProperty("sampling").GetProperty("temperature").GetDouble());
    }

    private JsonObject Chat(int images = 1)
    {
        var parts = new JsonArray(new JsonObject { ["type"] = "text", ["text"] = "What is it?" });
        for (var i = 0; i < images; i++)
        {
            parts.Add(new JsonObject
            {
                ["type"] = "image_url",
                ["image_url"] = new JsonObject { ["url"] = $"data:image/png;base64,{Convert.ToBase64String(_silo.NewImage())}" },
            });
        }
        return new()
        {
            ["model"] = "simulated",
            ["messages"] = new JsonArray(new JsonObject { ["role"] = "user", ["content"] = parts }),
            ["judger"] = new JsonObject { ["policy"] = "never" },
        };
    }

    private Task<HttpResponseMessage> PostAsync(JsonObject chat) => _silo.SendAsync(HttpMethod.Post, "/v1/chat/completions", JsonContent.Create(chat));
}
