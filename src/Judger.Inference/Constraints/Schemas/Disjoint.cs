using System.Text.Json;

namespace Judger.Inference.Constraints.Schemas;

/// <summary>Whether no value fits two of some schemas, where that can be seen at once: then one of them is any of them.</summary>
internal static class Disjoint
{
    public static bool AreDisjoint(IReadOnlyList<JsonElement> schemas)
    {
        if (schemas.Count > 256 || !schemas.All(schema => schema.ValueKind == JsonValueKind.Object)) return schemas.Count == 1;
        for (var i = 0; i < schemas.Count; i++)
        {
            for (var j = 0; j < i; j++)
            {
                if (!AreDisjoint(schemas[i], schemas[j])) return false;
            }
        }

        return true;
    }

    private static bool AreDisjoint(JsonElement a, JsonElement b)
    {
        if (Values(a) is { } ofA && Values(b) is { } ofB) return !ofA.Any(x => ofB.Any(y => JsonElement.DeepEquals(x, y)));
        if (TypeOf(a) is not { } typeA || TypeOf(b) is not { } typeB) return false;
        if (typeA != typeB) return !(typeA is "number" or "integer" && typeB is "number" or "integer");
        return typeA == "object" && Required(a).Intersect(Required(b)).Any(name => Property(a, name) is { } x && Property(b, name) is { } y
            && Values(x) is not null && Values(y) is not null && AreDisjoint(x, y));
    }

    private static IReadOnlyList<JsonElement>? Values(JsonElement schema) => schema.TryGetProperty("const", out var value) ? [value]
        : schema.TryGetProperty("enum", out var values) && values.ValueKind == JsonValueKind.Array ? [.. values.EnumerateArray()]
        : null;

    private static string? TypeOf(JsonElement schema) =>
        schema.TryGetProperty("type", out var type) && type.ValueKind == JsonValueKind.String ? type.GetString() : null;

    private static IEnumerable<string> Required(JsonElement schema) =>
        schema.TryGetProperty("required", out var names) && names.ValueKind == JsonValueKind.Array
        ? names.EnumerateArray().Where(name => name.ValueKind == JsonValueKind.String).Select(name => name.GetString()!)
        : [];

    private static JsonElement? Property(JsonElement schema, string name) =>
        schema.TryGetProperty("properties", out var properties) && properties.ValueKind == JsonValueKind.Object
        && properties.TryGetProperty(name, out var property) && property.ValueKind == JsonValueKind.Object
            ? property
            : null;
}
