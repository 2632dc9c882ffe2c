using System.Text.Json;
using Judger.Server.Http.Chat;

namespace Judger.Server.Http.OpenAI;

/// <summary>
/// What <c>strict</c> promises: that an answer fits the schema. An answer is converted to a value of a type. A schema that demands more is refused by the
/// keyword that demands it.
/// </summary>
internal static class StrictSchema
{
    // They say something to readers, and nothing of values.
    private static readonly HashSet<string> Annotations = new(StringComparer.Ordinal)
    {
        "title", "description", "default", "examples", "deprecated", "readOnly", "writeOnly", "$comment", "$schema", "$id", "$anchor", "$defs", "definitions",
    };

    // An object with the one property always fits these.
    private static readonly HashSet<string> OfObject = new(StringComparer.Ordinal) { "type", "properties", "required", "additionalProperties" };

    private static readonly HashSet<string> OfProperty = new(StringComparer.Ordinal) { "type", "enum" };

    /// <summary>Looks for what would not be kept.</summary>
    /// <param name="place">The schema's place in the request.</param>
    /// <param name="schema">The schema of an object.</param>
    /// <param name="property">Its one property.</param>
    /// <exception cref="ParameterException">A keyword is not enforced, or the schema cannot be fulfilled.</exception>
    public static void Check(string place, JsonElement schema, JsonProperty property)
    {
        Known(place, schema, OfObject);
        if (schema.TryGetProperty("type", out var type) && !Is(type, "object")) throw NotEnforced(place, "type", "It must be \"object\".");
        if (schema.TryGetProperty("required", out var required) && !(required.ValueKind == JsonValueKind.Array
            && required.EnumerateArray().All(name => Is(name, property.Name))))
            throw NotEnforced(place, "required", $"It must be a list with \"{property.Name}\" at most, the one property.");
        var here = $"{place}.properties.{property.Name}";
        Known(here, property.Value, OfProperty);
        if (!property.Value.TryGetProperty("enum", out var values)) return;
        if (values.ValueKind != JsonValueKind.Array || values.GetArrayLength() == 0
            || values.EnumerateArray().Any(value => value.ValueKind != JsonValueKind.String))
            throw NotEnforced(here, "enum", "It must be a list of strings.");
        if (property.Value.TryGetProperty("type", out var kind) && !Is(kind, "string"))
            throw NotEnforced(here, "type", "Beside an enum of strings it must be \"string\".");
    }

    private static void Known(string place, JsonElement schema, HashSet<string> enforced)
    {
        foreach (var keyword in schema.EnumerateObject().Select(member => member.Name))
        {
            if (!enforced.Contains(keyword) && !Annotations.Contains(keyword))
                throw NotEnforced(place, keyword, "Leave it out, or set strict to false and check answers yourself.");
        }
    }

    private static bool Is(JsonElement value, string text) => value.ValueKind == JsonValueKind.String && value.GetString() == text;

    private static ParameterException NotEnforced(string place, string keyword, string remedy) =>
        ParameterException.Unsupported($"{place}.{keyword}", $"{place}.{keyword} cannot be enforced, and strict requires that it is. {remedy}");
}
