using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Judger.Server.Tests.Http.Golden;

/// <summary>Requests to every endpoint of a silo, and their replies as text. What differs from run to run (times) is written as zero.</summary>
internal sealed partial class GoldenExchanges(HttpSilo silo)
{
    private const string Picture = "image.png";
    private const string Stream = "\"stream\": true, ";
    private const string Stages = "\"stages\": true";

    private readonly byte[] _image = silo.NewImage();

    private string Digest => Convert.ToHexStringLower(SHA256.HashData(_image));

    private string DataUrl => $"data:image/png;base64,{Convert.ToBase64String(_image)}";

    /// <summary>The replies, each with the name of its file, in the order in which they must be asked for.</summary>
    public async IAsyncEnumerable<(string Name, string Reply)> AllAsync()
    {
        yield return ("images", await RepliesAsync(
            ("PUT", $"/v1/images/{Digest}", _image), ("HEAD", $"/v1/images/{Digest}", null), ("HEAD", $"/v1/images/{new string('0', 64)}", null),
            ("PUT", $"/v1/images/{new string('0', 64)}", _image)));
        yield return ("questions", await RepliesAsync(
            ("POST", "/v1/questions", Question("whole", """{"policy": "always", "expert": "reference", "reference_answer": "a truck", "max_rounds": 1}""")),
            ("POST", "/v1/questions", Question("short", """{"sampling": {"token_probabilities": true, "top_logprobs": 2}, "instructions": "Be brief."}""")),
            ("POST", "/v1/questions", Question("stream", """{"mode": "stream", "look": "never"}""")),
            ("GET", "/v1/questions/whole", null), ("GET", "/v1/questions/whole/events", null), ("DELETE", "/v1/questions/whole", null)));
        yield return ("question-pictures", await RepliesAsync(
            ("GET", $"/v1/questions/whole/{Picture}", null), ("GET", "/v1/questions/whole/overlay.png", null), ("GET", "/v1/questions/whole/crop.png", null),
            ("GET", "/v1/questions/stream/overlay.png", null), ("GET", $"/v1/questions/whole/{Picture}?index=7", null)));
        yield return ("question-errors", await RepliesAsync(
            ("GET", "/v1/questions/nothing", null), ("POST", "/v1/questions", new JsonObject { ["question"] = "What?" }),
            ("POST", "/v1/questions", Question("whole", """{"question": "Another one?"}""")),
            ("POST", "/v1/questions", Question("x", """{"polcy": "never"}""")),
            ("POST", "/v1/questions", Question("x", """{"crop": "all"}""")), ("POST", "/v1/questions", "x"u8.ToArray()), ("PATCH", "/v1/questions", null),
            ("POST", "/v1/questions?tokens=true", Question("x", "{}")), ("POST", "/v1/questions", Question("x", """{"model": "another"}"""))));
        yield return ("chat", await RepliesAsync(
            ("POST", "/v1/chat/completions", Chat("{}")),
            ("POST", "/v1/chat/completions", Chat("""{"n": 2, "temperature": 1, "seed": 5, "logprobs": true, "top_logprobs": 1}""")),
            ("POST", "/v1/chat/completions", Chat(Judged("\"include\": [\"map\"]")))));
        yield return ("chat-streams", await RepliesAsync(
            ("POST", "/v1/chat/completions", Chat("""{"stream": true, "max_tokens": 1, "logprobs": true, "stream_options": {"include_usage": true}}""")),
            ("POST", "/v1/chat/completions", Chat("""{"stream": true, "max_tokens": 1, "n": 2, "judger": {"policy": "never", "look": "never"}}""")),
            ("POST", "/v1/chat/completions", Chat(Judged(Stages, Stream)))));
        yield return ("chat-errors", await RepliesAsync(
            ("POST", "/v1/chat/completions", Chat("""{"model": null}""")), ("POST", "/v1/chat/completions", Chat("""{"model": "another"}""")),
            ("POST", "/v1/chat/completions", Chat("""{"tools": [{}]}""")), ("POST", "/v1/chat/completions", Chat("""{"no_such": 1}""")),
            ("POST", "/v1/chat/completions", Chat("""{"judger": {"no_such": 1}}""")), ("POST", "/v1/chat/completions", Chat("""{"messages": 1}""")),
            ("POST", "/v1/chat/completions", Chat("""{"temperature": 9}""")), ("POST", "/v1/chat/completions", "{"u8.ToArray()),
            ("GET", "/v1/chat/completions", null), ("GET", "/v1/assistants", null)));
        yield return ("models", await RepliesAsync(
            ("GET", "/v1/models", null), ("GET", "/v1/models/simulated", null), ("GET", "/v1/models/another", null)));
        const string Kept = "/v1/responses/resp_kept";
        var first = await ReplyAsync(
            "POST", "/v1/responses", Input("""{"include": ["message.output_text.logprobs"], "top_logprobs": 1, "instructions": "Be brief."}"""), "kept");
        yield return ("responses", first + await RepliesAsync(
            ("GET", Kept, null), ("GET", $"{Kept}/input_items", null),
            ("POST", "/v1/responses", Input("""{"previous_response_id": "resp_kept", "input": "And now?", "metadata": {"a": "b"}, "max_output_tokens": 1}""")),
            ("POST", "/v1/responses", Input(
                """{"store": false, "text": {"format": {"type": "json_schema", "name": "n", "schema": {"enum": ["yes", "no"]}, "strict": false}}}""")),
            ("POST", $"{Kept}/cancel", null), ("DELETE", Kept, null), ("GET", Kept, null)));
        yield return ("response-streams", await RepliesAsync(
            ("POST", "/v1/responses", Input("""{"stream": true, "max_output_tokens": 1, "judger": {"policy": "never", "look": "never"}}""")),
            ("POST", "/v1/responses", Input(Judged(Stages, Stream)))));
        yield return ("response-errors", await RepliesAsync(
            ("POST", "/v1/responses", Input("""{"input": null}""")), ("POST", "/v1/responses", Input("""{"previous_response_id": "resp_none"}""")),
            ("POST", "/v1/responses", Input("""{"text": {"no_such": 1}}""")), ("POST", "/v1/responses", Input("""{"stream_options": {"no_such": 1}}""")),
            ("POST", "/v1/responses", Input("""{"reasoning": {"effort": "high"}}""")), ("GET", "/v1/responses/resp_none?stream=true", null)));
        yield return ("others", await RepliesAsync(
            ("GET", "/v1/experts", null), ("GET", "/v1/scenes/7", null), ("GET", "/v1/scenes/x", null), ("GET", "/health", null), ("GET", "/health/live", null),
            ("GET", "/health/ready", null), ("GET", "/version", null), ("GET", "/nothing", null)));
    }

    private static string Judged(string own, string more = "") =>
        $$$"""{{{{more}}}"judger": {"policy": "always", "expert": "reference", "reference_answer": "a", {{{own}}}}}""";

    private JsonObject Question(string id, string more) => With(
        new JsonObject { ["question"] = "What is it?", ["id"] = id, ["policy"] = "never", ["image"] = new JsonObject { ["digest"] = Digest } }, more);

    private JsonObject Chat(string more) => With(OpenAI.ChatCalls.Chat(_image), more);

    private JsonObject Input(string more) => With(
        new JsonObject
        {
            ["model"] = "simulated",
            ["input"] = new JsonArray(new JsonObject
            {
                ["role"] = "user",
                ["content"] = new JsonArray(
                    new JsonObject { ["type"] = "input_text", ["text"] = "What is it?" },
                    new JsonObject { ["type"] = "input_image", ["image_url"] = DataUrl }),
            }),
            ["judger"] = new JsonObject { ["policy"] = "never", ["look"] = "never" },
        },
        more);

    private static JsonObject With(JsonObject body, string more)
    {
        foreach (var (name, value) in JsonNode.Parse(more)!.AsObject()) body[name] = value?.DeepClone();
        return body;
    }

    private async Task<string> RepliesAsync(params (string Method, string Path, object? Body)[] requests)
    {
        var replies = new StringBuilder();
        foreach (var (method, path, body) in requests) replies.Append(await ReplyAsync(method, path, body));
        return replies.ToString();
    }

    private async Task<string> ReplyAsync(string method, string path, object? body, string? key = null)
    {
        var content = body switch { JsonObject json => JsonContent.Create(json), byte[] bytes => new ByteArrayContent(bytes), _ => (HttpContent?)null };
        if (body is byte[] { Length: < 10 }) content!.Headers.ContentType = new("application/json");
        using var response = await silo.SendAsync(new(method), path, content, headers: headers =>
        {
            if (key is not null) headers.Add("Idempotency-Key", key);
        });
        var sent = await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
        var type = response.Content.Headers.ContentType;
        var text = type?.MediaType?.StartsWith("image/", StringComparison.Ordinal) == true
            ? $"SHA-256 {Convert.ToHexStringLower(SHA256.HashData(sent))}"
            : Settled(Encoding.UTF8.GetString(sent));
        return $"### {method} {path}\n{(int)response.StatusCode} {type} {Named(response.Headers)}\n{text}\n";
    }

    private static string Named(HttpResponseHeaders headers) => string.Join(' ', headers
        .Where(header => header.Key is "Retry-After" or "Location" or "Vary" or "Cache-Control")
        .Select(header => $"{header.Key}={string.Join(',', header.Value)}"));

    /// <summary>
    /// A reply without what differs from run to run: times, ids that the server gives, and the trace that there is while a test of tracing runs beside this
    /// one.
    /// </summary>
    private static string Settled(string reply)
    {
        var ids = new Dictionary<string, string>(StringComparer.Ordinal);
        reply = Trace().Replace(reply, "");
        reply = Number().Replace(reply, "${1}0");
        reply = Moment().Replace(reply, "\"T\"");
        reply = Bytes().Replace(reply, match => $"\"data\": \"{Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(match.Value)))}\"");
        return NewId().Replace(reply, match => ids.TryGetValue(match.Value, out var known) ? known : ids[match.Value] = $"id-{ids.Count}");
    }

    [GeneratedRegex("""
        "trace": ?\{[^{}]*\},?\s*
        """)]
    private static partial Regex Trace();

    [GeneratedRegex("""("(?:created|created_at|ms|queue_ms|device_ms)": ?)[0-9.eE-]+""")]
    private static partial Regex Number();

    [GeneratedRegex(""" "\d{4}-\d\d-\d\dT[^"]*"|(?<=:)"\d{4}-\d\d-\d\dT[^"]*" """, RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Moment();

    [GeneratedRegex("""
        "data": "[A-Za-z0-9+/=]{100,}"
        """)]
    private static partial Regex Bytes();

    [GeneratedRegex("(?<![0-9a-zA-Z])[0-9a-f]{32}(?![0-9a-zA-Z])")]
    private static partial Regex NewId();
}
