using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Judger.Server.Tests.Http.Description;

/// <summary>
/// The document's members of requests and those that readers read are the same. A reader cannot read a member that the document does not have, as it takes
/// them through the types; here each member of the document is given values that it cannot have, and one of them is refused by its name.
/// </summary>
public sealed class RequestMemberTests : IAsyncLifetime
{
    private const string Schema = """{"type": "object", "properties": {"a": {"type": "string"}}, "required": ["a"], "additionalProperties": false}""";

    private static readonly string[] Values = ["true", "17", "\"no such thing\"", "[]", "{}", "[1]"];

    private HttpSilo _silo = null!;
    private ApiDocument _document = null!;

    public async ValueTask InitializeAsync()
    {
        _silo = await HttpSilo.StartAsync();
        _document = await ApiDocument.ReadAsync(_silo);
    }

    public ValueTask DisposeAsync() => _silo.DisposeAsync();

    [Fact]
    public async Task Every_parameter_of_a_chat_is_read() => await AllAsync(
        "createChatCompletion",
        $$$"""
        {"response_format": {"type": "json_schema", "json_schema": {"name": "n", "schema": {{{Schema}}}, "strict": true}}, "stream_options": {},
         "messages": [{"role": "user", "content": [{"type": "text", "text": "What is it?"}, {"type": "image_url", "image_url": {"url": "{{{Url()}}}"}}]},
         {"role": "assistant", "content": [{"type": "refusal", "refusal": "No."}], "tool_calls": []}, {"role": "user", "content": "And now?"}]}
        """,
        ["response_format.json_schema.name"],
        40);

    [Fact]
    public async Task Every_parameter_of_a_response_is_read() => await AllAsync(
        "createResponse",
        $$$"""
        {"text": {"format": {"type": "json_schema", "name": "n", "schema": {{{Schema}}}, "strict": true}}, "stream_options": {}, "reasoning": {},
         "input": [{"role": "user", "content": [{"type": "input_text", "text": "What is it?"}, {"type": "input_image", "image_url": {"url": "{{{Url()}}}"}}]},
         {"role": "assistant", "content": [{"type": "refusal", "refusal": "No."}]}, {"role": "user", "content": "And now?"}]}
        """,
        ["text.format.name", "text.verbosity", "metadata", "stream_options.include_obfuscation", "input[].id"],
        45);

    [Fact]
    public async Task A_reference_names_a_message()
    {
        var body = new JsonObject { ["model"] = "simulated", ["input"] = new JsonArray(new JsonObject { ["type"] = "item_reference", ["id"] = 17 }) };

        var error = (await (await _silo.SendAsync(HttpMethod.Post, "/v1/responses", JsonContent.Create(body))).JsonAsync(400)).GetProperty("error");

        Assert.Equal("input[0].id", error.GetProperty("param").GetString());
    }

    private string Url() => $"data:image/png;base64,{Convert.ToBase64String(_silo.NewImage())}";

    /// <param name="id">The operation.</param>
    /// <param name="more">A body with all objects that the operation reads.</param>
    /// <param name="withoutEffect">What nothing reads: clients send it, and it changes nothing. A reference is an item of its own, above.</param>
    /// <param name="least">How many members there are at least.</param>
    private async Task AllAsync(string id, string more, string[] withoutEffect, int least)
    {
        var operation = _document.Operation(id);
        var body = new JsonObject { ["model"] = "simulated", ["judger"] = new JsonObject { ["policy"] = "never", ["look"] = "never" } };
        foreach (var (name, value) in JsonNode.Parse(more)!.AsObject()) body[name] = value?.DeepClone();
        await (await _silo.SendAsync(HttpMethod.Post, operation.Path, JsonContent.Create(body))).JsonAsync();
        var paths = Members(operation.Json["requestBody"]!["content"]!["application/json"]!["schema"]!, "").Distinct().ToList();
        Assert.Empty(withoutEffect.Except(paths));

        var unread = new List<string>();
        foreach (var path in paths.Except(withoutEffect))
        {
            if (!await IsReadAsync(operation.Path, body, path)) unread.Add(path);
        }

        Assert.Empty(unread);
        Assert.True(paths.Count >= least, $"{paths.Count}: {string.Join(' ', paths)}");
    }

    // In a list, one of the items takes the member: texts have no images.
    private async Task<bool> IsReadAsync(string path, JsonObject body, string member)
    {
        foreach (var place in Places(body, member, ""))
        {
            foreach (var value in Values)
            {
                using var response = await _silo.SendAsync(HttpMethod.Post, path, JsonContent.Create(With(body, place, JsonNode.Parse(value))));
                if ((int)response.StatusCode != 400) continue;
                var error = (await response.JsonAsync(400)).GetProperty("error");
                var (parameter, message) = (error.GetProperty("param").GetString(), error.GetProperty("message").GetString());
                if ($"{parameter} {message}".Contains(place, StringComparison.Ordinal)) return true;
            }
        }

        return false;
    }

    /// <summary>The members below a schema: <c>messages[].content[].text</c>.</summary>
    private IEnumerable<string> Members(JsonNode schema, string prefix)
    {
        if (schema["$ref"]?.GetValue<string>() is { } reference)
            schema = _document.Root["components"]!["schemas"]![reference[(reference.LastIndexOf('/') + 1)..]]!;
        foreach (var one in schema["oneOf"]?.AsArray() ?? [])
        {
            foreach (var inner in Members(one!, prefix)) yield return inner;
        }

        if (schema["items"] is { } items)
        {
            foreach (var inner in Members(items, $"{prefix}[]")) yield return inner;
        }

        foreach (var (name, member) in schema["properties"]?.AsObject() ?? [])
        {
            var path = prefix.Length == 0 ? name : $"{prefix}.{name}";
            yield return path;
            foreach (var inner in Members(member!, path)) yield return inner;
        }
    }

    /// <summary>Where a member can stand in a body: at each of the items that there are.</summary>
    private static IEnumerable<string> Places(JsonNode body, string member, string prefix)
    {
        var at = member.IndexOf("[]", StringComparison.Ordinal);
        if (at < 0) return [prefix + member];
        var list = Find(body, prefix + member[..at]) as JsonArray;
        return Enumerable.Range(0, list?.Count ?? 0).SelectMany(index => Places(body, member[(at + 2)..], $"{prefix}{member[..at]}[{index}]"));
    }

    private static JsonNode? Find(JsonNode body, string place) => Steps(place).Aggregate((JsonNode?)body, (node, step) => node switch
    {
        JsonArray list when int.TryParse(step, CultureInfo.InvariantCulture, out var index) => list[index],
        JsonObject members => members[step],
        _ => null,
    });

    private static JsonObject With(JsonObject body, string place, JsonNode? value)
    {
        var whole = body.DeepClone().AsObject();
        var steps = Steps(place).ToList();
        JsonNode at = whole;
        foreach (var step in steps.SkipLast(1))
        {
            if (at is JsonArray list) at = list[int.Parse(step, CultureInfo.InvariantCulture)]!;
            else at = at[step] is JsonObject or JsonArray ? at[step]! : (at[step] = new JsonObject());
        }

        if (at is JsonObject members) members[steps[^1]] = value;
        return whole;
    }

    private static string[] Steps(string place) => place.Replace("[", ".", StringComparison.Ordinal).Replace("]", "", StringComparison.Ordinal).Split('.');
}
