using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Judger.Testing.Schemas;

namespace Judger.Server.Tests.Http.Description;

/// <summary>The OpenAPI document as a test reads it: as JSON, and with the schemas as another validator understands them.</summary>
internal sealed partial class ApiDocument
{
    private const string References = "#/components/schemas/";

    private readonly JsonObject _schemas;

    private ApiDocument(string text)
    {
        Text = text;
        Root = JsonNode.Parse(text)!.AsObject();

        // A member that the description does not have is a mistake, too.
        _schemas = Root["components"]!["schemas"]!.DeepClone().AsObject();
        foreach (var (_, schema) in _schemas)
        {
            if (schema!["properties"] is not null) schema["additionalProperties"] = false;
        }
    }

    public string Text { get; }

    public JsonObject Root { get; }

    /// <summary>All operations.</summary>
    public IEnumerable<ApiCall> Operations => Root["paths"]!.AsObject()
        .SelectMany(path => path.Value!.AsObject().Select(method => new ApiCall(path.Key, method.Key, method.Value!.AsObject())));

    public static async Task<ApiDocument> ReadAsync(HttpSilo silo) =>
        new(await silo.Client.GetStringAsync(new Uri("/openapi/v1.json", UriKind.Relative), TestContext.Current.CancellationToken));

    /// <summary>The operation with an id.</summary>
    public ApiCall Operation(string id) => Operations.Single(operation => operation.Id == id);

    /// <summary>What of a value does not fit a schema of the document; null where all does.</summary>
    public string? Problem(JsonNode schema, string json)
    {
        var whole = new JsonObject { ["allOf"] = new JsonArray(schema.DeepClone()), ["$defs"] = Needed(schema) };
        return SchemaOracle.Problem(whole.ToJsonString().Replace(References, "#/$defs/", StringComparison.Ordinal), json);
    }

    private JsonObject Needed(JsonNode schema)
    {
        var needed = new JsonObject();
        var open = new Stack<JsonNode>([schema]);
        while (open.TryPop(out var node))
        {
            var names = Reference().Matches(node.ToJsonString()).Select(match => match.Groups[1].Value).Distinct();
            foreach (var name in names.Where(name => !needed.ContainsKey(name)))
            {
                needed[name] = _schemas[name]!.DeepClone();
                open.Push(needed[name]!);
            }
        }

        return needed;
    }

    /// <summary>Every object of the document that is a schema of a member, with its place.</summary>
    public IEnumerable<(string Place, JsonObject Schema)> Members() => Root["components"]!["schemas"]!.AsObject()
        .SelectMany(schema => (schema.Value!["properties"]?.AsObject() ?? []).Select(member => ($"{schema.Key}.{member.Key}", member.Value!.AsObject())));

    [GeneratedRegex("#/components/schemas/([A-Za-z]+)")]
    private static partial Regex Reference();
}

/// <summary>An operation of the document.</summary>
internal sealed record ApiCall(string Path, string Method, JsonObject Json)
{
    public string Id => Json["operationId"]!.GetValue<string>();

    public JsonObject Responses => Json["responses"]!.AsObject();

    public override string ToString() => $"{Method} {Path}";

    /// <summary>The path with the examples of its parameters.</summary>
    public string ExamplePath => Parameters
        .Where(parameter => parameter["in"]!.GetValue<string>() == "path")
        .Aggregate(Path, (path, parameter) => path.Replace($"{{{parameter["name"]}}}", parameter["example"]!.ToString(), StringComparison.Ordinal));

    public IEnumerable<JsonObject> Parameters => Json["parameters"]?.AsArray().Select(parameter => parameter!.AsObject()) ?? [];

    /// <summary>The example of a request; null where it has no JSON.</summary>
    public JsonObject? Request => Json["requestBody"]?["content"]?["application/json"]?["example"]?.DeepClone().AsObject();

    /// <summary>A reply's content of a type; null where there is none.</summary>
    public JsonObject? Content(int status, string type) => Responses[$"{status}"]?["content"]?[type]?.AsObject();

    /// <summary>The codes of errors with a status.</summary>
    public IEnumerable<string> Codes(int status) => Responses[$"{status}"]?["content"]?.AsObject()
        .SelectMany(content => content.Value!["examples"]?.AsObject().Select(example => example.Key) ?? []) ?? [];
}
