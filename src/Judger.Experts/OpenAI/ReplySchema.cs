using System.Text.Json.Nodes;

namespace Judger.Experts.OpenAI;

/// <summary>A strict JSON schema for a reply.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Json">The schema.</param>
internal sealed record ReplySchema(string Name, string Json)
{
    /// <summary>The value of <c>response_format</c>.</summary>
    public JsonObject ToFormat() => new()
    {
        ["type"] = "json_schema",
        ["json_schema"] = new JsonObject { ["name"] = Name, ["schema"] = JsonNode.Parse(Json), ["strict"] = true },
    };
}
