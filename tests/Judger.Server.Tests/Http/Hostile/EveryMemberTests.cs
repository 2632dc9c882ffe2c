using System.Text;
using System.Text.Json.Nodes;

namespace Judger.Server.Tests.Http.Hostile;

/// <summary>Every member of every request with values of every kind: none is an error of the server.</summary>
public sealed class EveryMemberTests : IAsyncLifetime
{
    private static readonly string Nulls = $"[{string.Join(',', Enumerable.Repeat("null", 1000))}]";

    /// <summary>JSON of all types, at the ends of their ranges and beyond; what cannot be parsed is put in as text.</summary>
    private static readonly string[] Values =
    [
        "null", "true", "\"\"", "\" \"", "\"a\"", "\"\\u0000\"", "\"\\ud800\"", "\"\\ud83d\\ude00\"", "0", "-0", "-1", "1", "0.001", "1e-300", "2147483647",
        "2147483648", "-2147483648", "9223372036854775807", "9223372036854775808", "1e308", "-1e308", "1e999", "\"NaN\"", "\"Infinity\"", "[]", "{}", "[null]",
        "[[]]", "[{}]", "[\"\"]", "[0, 0, 0, 0]", "[0, 0, 2147483647, 2147483647]", "[-2147483648, 0, 2147483647, 1]", "{\"a\": null}",
        $"\"{new string('a', 100_000)}\"", Nulls, new string('[', 70) + new string(']', 70),
    ];

    private const string Place = "@@";

    private HostileSilo _silo = null!;

    public async ValueTask InitializeAsync() => _silo = await HostileSilo.StartAsync();

    public ValueTask DisposeAsync() => _silo.DisposeAsync();

    [Fact]
    public async Task Of_a_question()
    {
        var document = await (await _silo.Silo.SendAsync(HttpMethod.Get, "/openapi/v1.json")).JsonAsync();
        object[][] places = [.. SchemaPaths.Of(document, "QuestionBody")];
        string[] known = ["question", "image.digest", "other_images.0.url", "sampling.stop.0", "sampling.seed", "crop", "budget_seconds", "expert"];
        Assert.Empty(known.Except(places.Select(place => string.Join('.', place))));
        var body = new JsonObject
        {
            ["question"] = "What is it?",
            ["image"] = new JsonObject { ["digest"] = await _silo.PutImageAsync() },
            ["policy"] = "never",
        };

        await AllAsync("/v1/questions", body, places);
    }

    [Fact]
    public async Task Of_a_chat()
    {
        var models = await (await _silo.Silo.SendAsync(HttpMethod.Get, "/v1/models")).JsonAsync();
        var url = $"data:image/png;base64,{Convert.ToBase64String(_silo.Silo.NewImage())}";
        var body = JsonNode.Parse(
            $$$$"""
            {"model": "{{{{models.GetProperty("data")[0].GetProperty("id").GetString()}}}}", "messages": [{"role": "user", "name": "me", "content": [
             {"type": "text", "text": "What is it?"}, {"type": "image_url", "image_url": {"url": "{{{{url}}}}", "detail": "auto"}}]}],
             "max_tokens": 4, "max_completion_tokens": 4, "temperature": 0, "top_p": 1, "seed": 1, "stop": ["x"], "logprobs": true, "stream": false, "n": 1,
             "stream_options": {"include_usage": true, "continuous_usage_stats": false}, "user": "me", "metadata": {"a": "b"}, "tool_choice": "none",
             "tools": [], "logit_bias": {"5": 1}, "top_k": -1, "modalities": ["text"], "min_p": 0.1, "frequency_penalty": 0, "presence_penalty": 0,
             "repetition_penalty": 1, "top_logprobs": 2,
             "response_format": {"type": "json_schema", "json_schema": {"name": "n", "strict": true, "schema": {"type": "object",
             "properties": {"a": {"type": "string", "enum": ["yes", "no"]}}, "required": ["a"], "additionalProperties": false}}},
             "judger": {"policy": "never", "include": ["map"], "stages": true, "expert": "self", "reference_answer": "a", "max_rounds": 1,
             "compatible_crop": false, "crop": [0, 0, 32, 32], "budget_seconds": 5, "final_choice": false, "uncertain_below": -1, "attended": 0}}
            """)!.AsObject();

        await AllAsync("/v1/chat/completions", body, Places(body, []));
    }

    [Theory]
    [InlineData("Last-Event-ID", "2147483646")]
    [InlineData("Last-Event-ID", "2147483647")]
    [InlineData("Last-Event-ID", "2147483648")]
    [InlineData("Last-Event-ID", "99999999999999999999")]
    [InlineData("Last-Event-ID", "-1")]
    [InlineData("Accept", "image/png;q=x, ;;, */*;q=-9")]
    [InlineData("Range", "bytes=9-1")]
    [InlineData("If-None-Match", "\"")]
    [InlineData("traceparent", "00-00000000000000000000000000000000-0000000000000000-ff")]
    [InlineData("Prefer", "respond-async;;;")]
    public async Task Headers_with_values_at_the_ends_of_their_ranges(string name, string value)
    {
        await (await _silo.Silo.PostAsync(_silo.Silo.Question(("id", "there")))).JsonAsync();

        await _silo.AssertNoneFailsAsync(new[] { "", "/events", "/image.png", "/overlay.png", "/crop.png" }.Select(part => (
            $"{part} {name}: {value}", Request($"/v1/questions/there{part}", name, value))));

        await _silo.AssertAliveAsync();
    }

    private static Func<HttpRequestMessage> Request(string path, string name, string value) => () =>
    {
        var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.TryAddWithoutValidation(name, value);
        return request;
    };

    private async Task AllAsync(string path, JsonObject body, IEnumerable<object[]> places)
    {
        await _silo.AssertNoneFailsAsync(
            from place in places
            from value in Values
            select ($"{string.Join('.', place)} = {value[..Math.Min(value.Length, 60)]}", Post(path, body, place, value)),
            // Where the value stands in a schema, it is the answer: the message, two stages and the options of the record have it.
            (_, status, text) => text.Length < 20_000 + (status == 200 ? 4 * Nulls.Length : 0) ? null : $"says {text.Length} characters");

        await _silo.AssertAliveAsync();
    }

    private static Func<HttpRequestMessage> Post(string path, JsonObject body, object[] place, string value) => () =>
    {
        // Not every value can be made as a node.
        var json = SchemaPaths.With(body, place, Place).ToJsonString().Replace($"\"{Place}\"", value, StringComparison.Ordinal);
        return new(HttpMethod.Post, path) { Content = new StringContent(json, Encoding.UTF8, "application/json") };
    };

    private static IEnumerable<object[]> Places(JsonNode? node, object[] place)
    {
        if (place.Length > 0) yield return place;
        IEnumerable<(object Step, JsonNode? Inner)> inside = node switch
        {
            JsonObject members => members.Select(member => ((object)member.Key, member.Value)),
            JsonArray items => items.Select((item, index) => ((object)index, item)),
            _ => [],
        };
        foreach (var (step, inner) in inside)
        {
            foreach (var below in Places(inner, [.. place, step])) yield return below;
        }
    }
}
