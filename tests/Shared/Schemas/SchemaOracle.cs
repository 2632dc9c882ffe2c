using System.Text.Json;
using System.Text.Json.Nodes;
using Json.Schema;

namespace Judger.Testing.Schemas;

/// <summary>Says whether JSON fits a schema, by a validator that the product does not have.</summary>
internal static class SchemaOracle
{
    private static readonly EvaluationOptions Options = new() { RequireFormatValidation = true, OutputFormat = OutputFormat.List };

    /// <summary>What does not fit; null where all does.</summary>
    public static string? Problem(string schema, string answer)
    {
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(answer);
        }
        catch (JsonException exception)
        {
            return $"not JSON: {exception.Message}";
        }

        using (document)
        {
            var result = JsonSchema.FromText(schema).Evaluate(Node(document.RootElement), Options);
            return result.IsValid ? null : string.Join("; ", result.Details
                .Where(detail => detail.HasErrors)
                .Select(detail => $"{detail.InstanceLocation}: {string.Join(", ", detail.Errors!.Values)}"));
        }
    }

    // Of names that are written twice the last one counts, as readers have it; the library's own reader refuses them.
    private static JsonNode? Node(JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                var members = new JsonObject();
                foreach (var member in value.EnumerateObject()) members[member.Name] = Node(member.Value);
                return members;
            case JsonValueKind.Array:
                return new JsonArray([.. value.EnumerateArray().Select(Node)]);
            case JsonValueKind.String:
                return JsonValue.Create(Counted(value.GetString()!));
            default:
                return JsonNode.Parse(value.GetRawText());
        }
    }

    // The library counts what is seen as one character, and JSON Schema code points: those that can join become others.
    private static string Counted(string text) =>
        string.Concat(text.EnumerateRunes().Select(rune => rune.Value is >= 0x300 or '\r' ? "\u00E9" : rune.ToString()));
}
