using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Judger.TinyModel;

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
        Assert.Equal(("What is it?", "Be brief."), (record.GetProperty("question").GetString(), record.GetProperty("instructions").GetString()));
        Assert.Equal((2, 1), (record.GetProperty("images").GetArrayLength(), record.GetProperty("attended").GetInt32()));
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
    public async Task The_record_is_short_unless_more_of_it_is_asked_for()
    {
        var plain = Chat();
        plain["logprobs"] = true;
        var full = (JsonObject)plain.DeepClone();
        full["judger"] = new JsonObject { ["policy"] = "never", ["include"] = new JsonArray("map", "tokens") };

        var brief = (await (await PostAsync(plain)).JsonAsync()).GetProperty("judger");
        var whole = (await (await PostAsync(full)).JsonAsync()).GetProperty("judger");

        var region = brief.Entry("locate").GetProperty("region");
        Assert.Equal(4, region.GetProperty("box").GetArrayLength());
        Assert.Equal((false, false), (region.TryGetProperty("map", out _), region.TryGetProperty("frame", out _)));
        Assert.False(brief.Entry("baseline").GetProperty("answer").TryGetProperty("tokens", out _));
        Assert.Equal(24, whole.Entry("locate").GetProperty("region").GetProperty("map").GetArrayLength());
        Assert.NotEmpty(whole.Entry("baseline").GetProperty("answer").GetProperty("tokens").EnumerateArray());
        Assert.All(
            whole.Entry("locate").GetProperty("region").GetProperty("map").EnumerateArray().SelectMany(row => row.EnumerateArray()),
            value => Assert.InRange(value.GetRawText().Split('E')[0].Count(char.IsAsciiDigit), 1, 9));

        // What is kept has all of it.
        var kept = await (await _silo.SendAsync(HttpMethod.Get, $"/v1/questions/{brief.GetProperty("id").GetString()}")).JsonAsync();
        Assert.True(kept.Entry("locate").GetProperty("region").TryGetProperty("map", out _));
        Assert.True(brief.GetRawText().Length < 4000, $"{brief.GetRawText().Length} characters");
    }

    [Fact]
    public async Task A_stream_is_chunks_with_a_choice_each_whose_reason_is_null_until_the_last()
    {
        var chat = Chat();
        chat["stream"] = true;

        var chunks = await (await PostAsync(chat)).ChunksAsync();

        // The answer comes in one chunk or in several.
        Assert.InRange(chunks.Count, 3, 40);
        Assert.All(chunks, chunk => Assert.Equal("chat.completion.chunk", chunk.GetProperty("object").GetString()));
        Assert.All(chunks, chunk => Assert.False(chunk.TryGetProperty("usage", out _)));
        var choices = chunks.Select(chunk => Assert.Single(chunk.GetProperty("choices").EnumerateArray())).ToList();
        Assert.All(choices.SkipLast(1), choice => Assert.Null(choice.GetProperty("finish_reason").GetString()));
        Assert.Equal("stop", choices[^1].GetProperty("finish_reason").GetString());
        Assert.Equal("assistant", choices[0].GetProperty("delta").GetProperty("role").GetString());
        var deltas = choices[1..^1].Select(choice => choice.GetProperty("delta").GetProperty("content").GetString()!).ToList();
        Assert.All(deltas, Assert.NotEmpty);
        Assert.Equal(chunks[^1].GetProperty("judger").GetProperty("answer").GetString(), string.Concat(deltas));
        Assert.Empty(choices[^1].GetProperty("delta").EnumerateObject());
        Assert.All(chunks.SkipLast(1), chunk => Assert.False(chunk.TryGetProperty("judger", out _)));
        Assert.True(chunks[^1].TryGetProperty("judger", out _));
    }

    [Fact]
    public async Task A_stream_tells_stages_where_they_are_asked_for_and_usage_at_its_end()
    {
        var chat = Chat();
        chat["stream"] = true;
        chat["stream_options"] = new JsonObject { ["include_usage"] = true };
        chat["judger"] = new JsonObject { ["policy"] = "never", ["stages"] = true };

        var chunks = await (await PostAsync(chat)).ChunksAsync();

        Assert.Equal("assistant", chunks[0].GetProperty("choices")[0].GetProperty("delta").GetProperty("role").GetString());
        var stages = chunks
            .Where(chunk => chunk.GetProperty("choices").GetArrayLength() == 0 && chunk.TryGetProperty("judger", out _))
            .Select(chunk => chunk.GetProperty("judger"))
            .ToList();
        Assert.Equal(
            ["baseline False", "baseline True", "locate False", "locate True", "refine False", "refine True", "judge True"],
            stages.Select(stage => $"{stage.GetProperty("stage").GetString()} {stage.GetProperty("finished").GetBoolean()}"));
        Assert.False(stages[3].GetProperty("entry").GetProperty("region").TryGetProperty("map", out _));
        Assert.All(chunks.SkipLast(1), chunk => Assert.Equal(JsonValueKind.Null, chunk.GetProperty("usage").ValueKind));
        Assert.True(chunks[^1].GetProperty("usage").GetProperty("total_tokens").GetInt32() > 0);
        Assert.Equal(0, chunks[^1].GetProperty("choices").GetArrayLength());
        var last = chunks[^2];
        Assert.Equal("stop", last.GetProperty("choices")[0].GetProperty("finish_reason").GetString());
        Assert.Equal(
            last.GetProperty("judger").GetProperty("answer").GetString(),
            string.Concat(chunks[1..^2].SelectMany(chunk => chunk.GetProperty("choices").EnumerateArray())
                .Select(choice => choice.GetProperty("delta").GetProperty("content").GetString())));
    }

    [Fact]
    public async Task The_image_that_is_looked_at_may_be_another_than_the_last()
    {
        var chat = Chat(images: 2);
        chat["judger"] = new JsonObject { ["policy"] = "never", ["attended"] = 0 };
        var first = await (await PostAsync(chat)).JsonAsync();
        chat["judger"] = new JsonObject { ["policy"] = "never", ["image_index"] = 0 };
        var byIndex = await (await PostAsync(chat)).JsonAsync();

        Assert.All([first, byIndex], reply => Assert.False(reply.GetProperty("judger").TryGetProperty("attended", out _)));
    }

    [Theory]
    [InlineData("data:image/png;base64,", false)]
    [InlineData("  data:image/png;base64,", true)]
    [InlineData("DATA:image/png;charset=utf-8;BASE64,", true)]
    public async Task An_image_is_read_as_clients_write_it(string prefix, bool isString)
    {
        var image = Convert.ToBase64String(_silo.NewImage());
        foreach (var data in new[] { image, image.Replace('+', '-').Replace('/', '_').TrimEnd('='), Uri.EscapeDataString(image) })
        {
            var chat = Chat();
            var part = chat["messages"]![0]!["content"]![1]!;
            part["image_url"] = isString ? JsonValue.Create(prefix + data) : new JsonObject { ["url"] = prefix + data };

            await (await PostAsync(chat)).JsonAsync();
        }
    }

    [Fact]
    public async Task More_tokens_than_the_model_holds_are_lowered_to_what_it_holds_and_the_record_says_so()
    {
        var chat = Chat();
        chat["max_tokens"] = 5_000_000_000;

        var record = (await (await PostAsync(chat)).JsonAsync()).GetProperty("judger");

        Assert.All(
            ["baseline", "refine"], stage => Assert.Equal(1024, record.Entry(stage).GetProperty("answer").GetProperty("max_tokens").GetInt32()));
        var unlimited = (await (await PostAsync(Chat())).JsonAsync()).GetProperty("judger");
        Assert.False(unlimited.Entry("refine").GetProperty("answer").TryGetProperty("max_tokens", out _));
    }

    [Theory]
    [InlineData("""{"tools": [{"type": "function"}]}""", "tools", "unsupported_parameter")]
    [InlineData("""{"colour": "red"}""", "colour", "unknown_parameter")]
    [InlineData("""{"temperature": 3}""", "temperature", "invalid_value")]
    [InlineData("""{"temperature": "hot"}""", "temperature", "invalid_type")]
    [InlineData("""{"top_p": 0}""", "top_p", "invalid_value")]
    [InlineData("""{"max_tokens": 0}""", "max_tokens", "invalid_value")]
    [InlineData("""{"max_completion_tokens": -1}""", "max_completion_tokens", "invalid_value")]
    [InlineData("""{"max_tokens": 1.5}""", "max_tokens", "invalid_type")]
    [InlineData("""{"use_beam_search": true}""", "use_beam_search", "unsupported_parameter")]
    [InlineData("""{"ignore_eos": true}""", "ignore_eos", "unsupported_parameter")]
    [InlineData("""{"skip_special_tokens": false}""", "skip_special_tokens", "unsupported_parameter")]
    [InlineData("""{"guided_json": {"type": "object"}}""", "guided_json", "unsupported_parameter")]
    [InlineData("""{"reasoning_effort": "high"}""", "reasoning_effort", "unsupported_parameter")]
    [InlineData("""{"stream_options": {"continuous_usage_stats": true}}""", "stream_options.continuous_usage_stats", "unsupported_parameter")]
    [InlineData("""{"judger": {"attended": 1}}""", "judger.attended", "invalid_value")]
    [InlineData("""{"judger": {"attended": -1}}""", "judger.attended", "invalid_value")]
    [InlineData("""{"judger": {"attended": "first"}}""", "judger", "invalid_value")]
    [InlineData("""{"judger": {"stages": 1}}""", "judger.stages", "invalid_type")]
    [InlineData("""{"judger": {"include": "map"}}""", "judger.include", "invalid_type")]
    [InlineData("""{"judger": {"include": ["maps"]}}""", "judger.include", "invalid_value")]
    [InlineData("""{"messages": [{"role": "user", "content": [{"type": "image_url", "image_url": 7}]}]}""", "messages[0].content[0].image_url", "invalid_type")]
    [InlineData("""{"stop": ["a", "b", "c", "d", "e"]}""", "stop", "invalid_value")]
    [InlineData("""{"seed": 1.5}""", "seed", "invalid_type")]
    [InlineData("""{"stream": "yes"}""", "stream", "invalid_type")]
    [InlineData("""{"response_format": {"type": "xml"}}""", "response_format.type", "invalid_value")]
    [InlineData(
        """
        {"response_format": {"type": "json_schema", "json_schema": {"schema": {
          "type": "object", "properties": {"a": {"type": "string"}, "b": {"type": "array", "contains": {"type": "string"}}}
        }}}}
        """,
        "response_format.json_schema.schema.properties.b.contains",
        "unsupported_value")]
    [InlineData("""{"judger": {"colour": "red"}}""", "judger.colour", "unknown_parameter")]
    [InlineData("""{"judger": {"policy": "sometimes"}}""", "judger", "invalid_value")]
    [InlineData("""{"messages": []}""", "messages", "invalid_type")]
    [InlineData("""{"messages": [{"role": "user", "content": [{"type": "input_audio"}]}]}""", "messages[0].content[0].type", "unsupported_value")]
    [InlineData("""{"messages": [{"role": "user", "content": "a"}, {"role": "assistant", "content": "b"}]}""", "messages", "unsupported_value")]
    [InlineData("""{"messages": [{"role": "tool", "content": "a"}]}""", "messages[0].role", "unsupported_value")]
    [InlineData("""{"messages": [{"role": "assistant", "tool_calls": [{}]}]}""", "messages[0].tool_calls", "unsupported_value")]
    [InlineData("""{"messages": [{"role": "system", "content": "a"}]}""", "messages", "invalid_value")]
    [InlineData(
        """{"messages": [{"role": "system", "content": [{"type": "image_url", "image_url": {"url": "data:image/png;base64,AAAA"}}]}]}""",
        "messages[0].content[0].type",
        "unsupported_value")]
    [InlineData("""{"judger": {"image_index": 1}}""", "judger.image_index", "invalid_value")]
    [InlineData("""{"judger": {"image_index": 0, "attended": 0}}""", "judger.image_index", "invalid_value")]
    [InlineData("""{"judger": {"answer": "long"}}""", "judger", "invalid_value")]
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
             "store": false, "temperature": 0, "stop": "Q:", "response_format": {"type": "text"}, "frequency_penalty": 0.0, "best_of": 1,
             "use_beam_search": false, "top_k": -1, "min_p": 0.0, "repetition_penalty": 1.0, "length_penalty": 1, "stop_token_ids": [],
             "include_stop_str_in_output": false, "ignore_eos": false, "min_tokens": 0, "skip_special_tokens": true,
             "spaces_between_special_tokens": true, "truncate_prompt_tokens": null, "prompt_logprobs": null, "allowed_token_ids": null, "bad_words": [],
             "echo": false, "add_generation_prompt": true, "continue_final_message": false, "add_special_tokens": false, "documents": null,
             "chat_template": null, "chat_template_kwargs": {}, "mm_processor_kwargs": null, "guided_json": null, "structured_outputs": null,
             "priority": 0, "request_id": "r", "logits_processors": null, "return_tokens_as_token_ids": false, "cache_salt": null,
             "kv_transfer_params": null, "vllm_xargs": null, "reasoning_effort": "none", "include_reasoning": true, "repeat_penalty": 1, "typical_p": 1}
            """)!
            .AsObject())
        {
            chat[name] = value?.DeepClone();
        }

        await (await PostAsync(chat)).JsonAsync();
        chat["top_k"] = 0;
        await (await PostAsync(chat)).JsonAsync();
    }

    [Fact]
    public async Task A_parameter_that_is_not_supported_is_refused_with_the_values_that_are()
    {
        var chat = Chat();
        chat["min_tokens"] = 4;

        Assert.Equal(
            "min_tokens is not supported. Leave it out or send 0.",
            (await (await PostAsync(chat)).JsonAsync(400)).GetProperty("error").GetProperty("message").GetString());
    }

    [Fact]
    public async Task A_model_that_is_not_served_and_a_body_that_is_no_json_are_told_as_OpenAI_does()
    {
        var chat = Chat();
        chat["model"] = "gpt-5";

        AssertUnknown("gpt-5", await (await PostAsync(chat)).JsonAsync(404));
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
        AssertUnknown("none", await (await _silo.SendAsync(HttpMethod.Get, "/v1/models/none")).JsonAsync(404));
    }

    private static void AssertUnknown(string model, JsonElement response)
    {
        var error = response.GetProperty("error");
        Assert.Equal(
            ($"The model \"{model}\" is not served. The cluster serves: simulated.", "model_not_found", "model", "invalid_request_error"),
            (Text("message"), Text("code"), Text("param"), Text("type")));

        string? Text(string member) => error.GetProperty(member).GetString();
    }

    [Fact]
    public async Task A_model_says_what_it_knows_where_its_manifest_does()
    {
        await using var silo = await HttpSilo.StartAsync(options => options.Slots =
        [
            new() { ModelFolder = EmbeddedModel.Folder },
            options.Slots[0],
        ]);

        var models = (await (await silo.SendAsync(HttpMethod.Get, "/v1/models")).JsonAsync()).GetProperty("data").EnumerateArray()
            .ToDictionary(model => model.GetProperty("id").GetString()!, model => model.TryGetProperty("scope", out var scope) ? scope.GetString() : null);

        Assert.Equal(new Dictionary<string, string?> { ["judger-tiny"] = EmbeddedModel.Scope, ["simulated"] = null }, models);
        Assert.Equal(
            EmbeddedModel.Scope, (await (await silo.SendAsync(HttpMethod.Get, "/v1/models/judger-tiny")).JsonAsync()).GetProperty("scope").GetString());
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

    private Task<HttpResponseMessage> PostAsync(JsonObject chat) => _silo.CompleteAsync(chat);
}
