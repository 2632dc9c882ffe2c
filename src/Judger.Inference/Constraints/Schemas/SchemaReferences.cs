using System.Globalization;
using System.Text.Json;

namespace Judger.Inference.Constraints.Schemas;

/// <summary>Finds what <c>$ref</c> refers to: the document itself or a place in it, as a JSON pointer (RFC 6901).</summary>
internal static class SchemaReferences
{
    /// <summary>The schema that is meant: itself, or what it only refers to.</summary>
    /// <exception cref="SchemaException">A reference leads nowhere, out of the document, or back to itself.</exception>
    public static SchemaNode Follow(JsonElement root, SchemaNode schema)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        while (schema.Element.ValueKind == JsonValueKind.Object)
        {
            var keyword = schema.Has("$ref") ? "$ref" : schema.Has("allOf") ? "allOf" : null;
            if (keyword is null) break;
            if (!seen.Add(schema.Path)) throw schema.NotEnforced(keyword, "It leads back to itself.");
            if (schema.Keywords.FirstOrDefault(other => other != keyword) is { } beside)
                throw schema.NotEnforced(beside, $"Beside {keyword} only annotations are; move it to where that leads.");
            schema = keyword == "$ref" ? Target(root, schema) : OnlyPart(schema);
        }

        return schema;
    }

    private static SchemaNode OnlyPart(SchemaNode schema) => schema.List("allOf").ToList() is [var only]
        ? new(only, $"{schema.PathOf("allOf")}[0]")
        : throw schema.NotEnforced("allOf", "With one schema it is; join several to one.");

    private static SchemaNode Target(JsonElement root, SchemaNode schema)
    {
        var reference = schema.Get("$ref") is { ValueKind: JsonValueKind.String } text ? text.GetString()! : throw schema.Invalid("$ref", "must be a string.");
        if (!reference.StartsWith('#') || (reference.Length > 1 && reference[1] != '/'))
            throw schema.NotEnforced("$ref", "It must point into the schema, such as #/$defs/name.");
        var (element, path) = (root, "");
        foreach (var part in Uri.UnescapeDataString(reference).Split('/').Skip(1))
        {
            var name = part.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);
            if (element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var member)) (element, path) = (member, $"{path}.{name}");
            else if (element.ValueKind == JsonValueKind.Array && int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var index)
                && index < element.GetArrayLength())
                (element, path) = (element[index], string.Create(CultureInfo.InvariantCulture, $"{path}[{index}]"));
            else throw schema.Invalid("$ref", $"leads to {reference}, which the schema does not have.");
        }

        return new(element, path);
    }
}
