using System.Text.Json;

namespace Judger.Inference.Constraints.Schemas;

/// <summary>JSON's types, and the keywords that say something of values of one of them.</summary>
internal static class SchemaTypes
{
    public static readonly string[] All = ["null", "boolean", "string", "number", "integer", "array", "object"];

    // Every integer is a number.
    private static readonly string[] Any = ["null", "boolean", "string", "number", "array", "object"];

    private static readonly Dictionary<string, string[]> ByKeyword = new(StringComparer.Ordinal)
    {
        ["minLength"] = ["string"],
        ["maxLength"] = ["string"],
        ["pattern"] = ["string"],
        ["format"] = ["string", "number", "integer"],
        ["minimum"] = ["number", "integer"],
        ["maximum"] = ["number", "integer"],
        ["exclusiveMinimum"] = ["number", "integer"],
        ["exclusiveMaximum"] = ["number", "integer"],
        ["multipleOf"] = ["number", "integer"],
        ["items"] = ["array"],
        ["prefixItems"] = ["array"],
        ["minItems"] = ["array"],
        ["maxItems"] = ["array"],
        ["uniqueItems"] = ["array"],
        ["properties"] = ["object"],
        ["required"] = ["object"],
        ["additionalProperties"] = ["object"],
        ["minProperties"] = ["object"],
        ["maxProperties"] = ["object"],
    };

    public static bool IsKnown(string keyword) => keyword == "type" || ByKeyword.ContainsKey(keyword);

    /// <summary>The types of a schema's values: what it says, or those that its keywords speak of.</summary>
    /// <exception cref="SchemaException">A type is not known.</exception>
    public static IReadOnlyList<string> Of(SchemaNode schema)
    {
        if (schema.Get("type") is not { } given)
        {
            var meant = schema.Keywords.Where(ByKeyword.ContainsKey).Select(keyword => ByKeyword[keyword][0]).Distinct().ToArray();
            return meant.Length > 0 ? meant : Any;
        }

        JsonElement[] named = given.ValueKind == JsonValueKind.Array ? [.. given.EnumerateArray()] : [given];
        if (named.Length == 0 || !named.All(type => type.ValueKind == JsonValueKind.String && All.Contains(type.GetString())))
            throw schema.Invalid("type", $"must be one of {string.Join(", ", All)}, or a list of them.");
        var types = named.Select(type => type.GetString()!).Distinct().ToList();
        if (types.Contains("number")) types.Remove("integer");
        return types;
    }

    /// <summary>Whether a value is of one of some types.</summary>
    public static bool Fits(JsonElement value, IReadOnlyList<string> types) => value.ValueKind switch
    {
        JsonValueKind.Null => types.Contains("null"),
        JsonValueKind.True or JsonValueKind.False => types.Contains("boolean"),
        JsonValueKind.String => types.Contains("string"),
        JsonValueKind.Number => types.Contains("number")
            || (types.Contains("integer") && value.TryGetDouble(out var number) && number == Math.Floor(number)),
        JsonValueKind.Array => types.Contains("array"),
        _ => types.Contains("object"),
    };
}
