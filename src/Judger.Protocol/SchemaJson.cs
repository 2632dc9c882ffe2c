using System.Text.Encodings.Web;
using System.Text.Json;

namespace Judger.Protocol;

/// <summary>JSON schemas as they travel: compact, so that the same schema is the same text.</summary>
public static class SchemaJson
{
    private static readonly JsonSerializerOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>A schema's text without white space, its members in their order.</summary>
    public static string Compact(JsonElement schema) => JsonSerializer.Serialize(schema, Options);

    /// <summary>A schema's text as JSON.</summary>
    /// <exception cref="JsonException">The text is not JSON.</exception>
    public static JsonElement Parse(string text)
    {
        using var document = JsonDocument.Parse(text);
        return document.RootElement.Clone();
    }
}
