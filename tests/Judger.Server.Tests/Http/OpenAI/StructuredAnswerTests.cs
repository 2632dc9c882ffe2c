using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Judger.Testing.Schemas;
using Judger.TinyModel;

namespace Judger.Server.Tests.Http.OpenAI;

/// <summary>Answers of the embedded model that must fit a schema, from end to end.</summary>
public sealed class StructuredAnswerTests : IAsyncLifetime
{
    private const string Schema =
        """
        {"type":"object","properties":{"count":{"type":"integer","minimum":0,"maximum":9},"color":{"enum":["red","green","blue"]},
         "sure":{"type":"boolean"},"note":{"type":"string","maxLength":12}},"required":["count","color","sure","note"],"additionalProperties":false}
        """;

    private HttpSilo _silo = null!;

    public async ValueTask InitializeAsync() => _silo = await HttpSilo.StartAsync(options => options.Slots = [new() { ModelFolder = EmbeddedModel.Folder }]);

    public ValueTask DisposeAsync() => _silo.DisposeAsync();

    [Theory]
    [InlineData(true, 0)]
    [InlineData(false, 1)]
    public async Task Every_stage_answers_in_the_schema_and_the_record_says_so(bool strict, double temperature)
    {
        var chat = Chat(Format(Schema, strict));
        (chat["temperature"], chat["seed"], chat["logprobs"]) = (temperature, 3, true);
        chat["judger"] = new JsonObject { ["policy"] = "always", ["expert"] = "reference", ["reference_answer"] = "a truck", ["max_rounds"] = 1 };

        var completion = await (await PostAsync(chat)).JsonAsync();

        var choice = completion.GetProperty("choices")[0];
        var content = choice.GetProperty("message").GetProperty("content").GetString()!;
        Assert.Null(SchemaOracle.Problem(Schema, content));
        Assert.Equal("stop", choice.GetProperty("finish_reason").GetString());
        var tokens = choice.GetProperty("logprobs").GetProperty("content").EnumerateArray().Select(one => one.GetProperty("logprob").GetDouble()).ToList();
        Assert.All(tokens, probability => Assert.InRange(probability, -100, 0));
        var record = completion.GetProperty("judger");
        foreach (var stage in new[] { "baseline", "refine", "correct" })
        {
            var answer = record.Entry(stage).GetProperty("answer");
            Assert.True(answer.GetProperty("constrained").GetBoolean());
            Assert.Null(SchemaOracle.Problem(Schema, answer.GetProperty("text").GetString()!));
        }

        // The judge is shown values, and no braces.
        var feedback = record.Entry("judge").GetProperty("judgment").GetProperty("feedback").GetString()!;
        Assert.Matches(@"^The answer is a truck, not count: \d, color: (red|green|blue), sure: (yes|no), note: [^{}]*\.$", feedback);
        Assert.True(JsonNode.DeepEquals(
            JsonNode.Parse(Schema), JsonNode.Parse(record.GetProperty("options").GetProperty("sampling").GetProperty("schema").GetRawText())));
    }

    [Fact]
    public async Task A_reference_is_compared_by_values()
    {
        var chat = Chat(Format("""{"type":"object","properties":{"n":{"const":7},"c":{"const":"Red"}},"required":["n","c"]}""", strict: true));
        chat["judger"] = new JsonObject { ["policy"] = "always", ["expert"] = "reference", ["reference_answer"] = """{ "c": "red", "n": 7.0 }""" };

        var completion = await (await PostAsync(chat)).JsonAsync();

        Assert.Equal("""{"n":7,"c":"Red"}""", completion.GetProperty("choices")[0].GetProperty("message").GetProperty("content").GetString());
        Assert.Equal(
            "correct", completion.GetProperty("judger").Entry("judge").GetProperty("judgment").GetProperty("verdict").GetString());
    }

    [Fact]
    public async Task A_json_object_is_one_and_an_answer_that_is_cut_says_so()
    {
        var whole = await (await PostAsync(Chat(new() { ["type"] = "json_object" }))).JsonAsync();
        var cut = Chat(Format(Schema, strict: true));
        cut["max_tokens"] = 4;
        var brief = await (await PostAsync(cut)).JsonAsync();

        var choice = whole.GetProperty("choices")[0];
        var content = choice.GetProperty("message").GetProperty("content").GetString()!;
        Assert.StartsWith("{", content, StringComparison.Ordinal);
        if (choice.GetProperty("finish_reason").GetString() == "stop") Assert.Null(SchemaOracle.Problem("""{"type":"object"}""", content));
        Assert.Equal("length", brief.GetProperty("choices")[0].GetProperty("finish_reason").GetString());
        Assert.StartsWith("{\"c", brief.GetProperty("choices")[0].GetProperty("message").GetProperty("content").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Questions_take_a_schema_too_and_refuse_one_by_its_place()
    {
        var asked = await (await _silo.PostAsync(Question(Schema))).JsonAsync();
        var refused = await (await _silo.PostAsync(Question("""{"properties":{"n":{"type":"array","uniqueItems":true}}}"""))).JsonAsync(400);

        Assert.Null(SchemaOracle.Problem(Schema, asked.GetProperty("answer").GetString()!));
        Assert.Contains("sampling.schema.properties.n.uniqueItems is not enforced.", refused.GetProperty("detail").GetString(), StringComparison.Ordinal);

        Dictionary<string, object> Question(string schema) =>
            _silo.Question(("sampling", new { schema = JsonDocument.Parse(schema).RootElement, strict = true }));
    }

    private static JsonObject Format(string schema, bool strict) => new()
    {
        ["type"] = "json_schema",
        ["json_schema"] = new JsonObject { ["name"] = "answer", ["strict"] = strict, ["schema"] = JsonNode.Parse(schema) },
    };

    private JsonObject Chat(JsonObject format) => new()
    {
        ["model"] = "judger-tiny",
        ["messages"] = new JsonArray(new JsonObject
        {
            ["role"] = "user",
            ["content"] = new JsonArray(
                new JsonObject { ["type"] = "text", ["text"] = "what number is on the red sign?" },
                new JsonObject
                {
                    ["type"] = "image_url",
                    ["image_url"] = new JsonObject { ["url"] = $"data:image/png;base64,{Convert.ToBase64String(_silo.NewImage())}" },
                }),
        }),
        ["judger"] = new JsonObject { ["policy"] = "never" },
        ["response_format"] = format,
    };

    private Task<HttpResponseMessage> PostAsync(JsonObject chat) => _silo.SendAsync(HttpMethod.Post, "/v1/chat/completions", JsonContent.Create(chat));
}
