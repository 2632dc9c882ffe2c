using System.Text.Json;
using System.Text.Json.Nodes;

namespace Judger.Server.Tests.Http.Hostile;

/// <summary>Every place of a request's JSON, by the OpenAPI document, so that a member that is new is tried too.</summary>
internal static class SchemaPaths
{
    private const int Deepest = 6;

    /// <summary>The places below a schema of the document: names, and 0 for the first item of a list.</summary>
    public static IEnumerable<object[]> Of(JsonElement document, string schema) =>
        Below(document, document.GetProperty("components").GetProperty("schemas").GetProperty(schema), []);

    /// <summary>Puts a value at a place of a body; what is on the way is made.</summary>
    public static JsonObject With(JsonObject body, object[] place, JsonNode? value)
    {
        var whole = (JsonObject)body.DeepClone();
        JsonNode at = whole;
        for (var i = 0; i < place.Length; i++)
        {
            var next = i + 1 < place.Length ? place[i + 1] : null;
            if (place[i] is string name)
            {
                if (next is null) at[name] = value?.DeepClone();
                else if (at[name] is not { } known || !Fits(known, next)) at[name] = Container(next);
            }
            else
            {
                var (list, index) = ((JsonArray)at, (int)place[i]);
                while (list.Count <= index) list.Add(null);
                if (next is null) list[index] = value?.DeepClone();
                else if (list[index] is not { } known || !Fits(known, next)) list[index] = Container(next);
            }

            if (next is not null) at = place[i] is string step ? at[step]! : at[(int)place[i]]!;
        }

        return whole;
    }

    private static JsonNode Container(object next) => next is string ? new JsonObject() : new JsonArray();

    private static bool Fits(JsonNode node, object next) => next is string ? node is JsonObject : node is JsonArray;

    private static IEnumerable<object[]> Below(JsonElement document, JsonElement schema, object[] place)
    {
        if (place.Length > Deepest) yield break;
        foreach (var variant in Variants(document, schema))
        {
            if (variant.TryGetProperty("properties", out var properties))
            {
                foreach (var property in properties.EnumerateObject())
                {
                    object[] here = [.. place, property.Name];
                    yield return here;
                    foreach (var inner in Below(document, property.Value, here)) yield return inner;
                }
            }

            if (!variant.TryGetProperty("items", out var items)) continue;
            object[] first = [.. place, 0];
            yield return first;
            foreach (var inner in Below(document, items, first)) yield return inner;
        }
    }

    private static IEnumerable<JsonElement> Variants(JsonElement document, JsonElement schema)
    {
        if (schema.ValueKind != JsonValueKind.Object) yield break;
        if (schema.TryGetProperty("$ref", out var reference))
        {
            var name = reference.GetString()!.Split('/')[^1];
            foreach (var variant in Variants(document, document.GetProperty("components").GetProperty("schemas").GetProperty(name))) yield return variant;
            yield break;
        }

        yield return schema;
        foreach (var keyword in new[] { "oneOf", "anyOf", "allOf" })
        {
            if (!schema.TryGetProperty(keyword, out var all)) continue;
            foreach (var variant in all.EnumerateArray().SelectMany(one => Variants(document, one))) yield return variant;
        }
    }
}
