using System.Text.Json;

namespace Judger.Inference.Constraints.Schemas;

/// <summary>A schema at its place in the document.</summary>
/// <param name="Element">The schema: an object.</param>
/// <param name="Path">Its place, as what follows the document's name.</param>
internal readonly record struct SchemaNode(JsonElement Element, string Path)
{
    // They say something to readers, and nothing of values.
    private static readonly HashSet<string> Annotations = new(StringComparer.Ordinal)
    {
        "title", "description", "default", "example", "examples", "deprecated", "readOnly", "writeOnly", "$comment", "$schema", "$id", "$defs", "definitions",
    };

    /// <summary>The keywords that say something of values.</summary>
    public IEnumerable<string> Keywords => Element.EnumerateObject().Select(member => member.Name)
        .Where(name => !Annotations.Contains(name) && !name.StartsWith("x-", StringComparison.Ordinal));

    public bool Has(string keyword) => Element.TryGetProperty(keyword, out _);

    public JsonElement? Get(string keyword) => Element.TryGetProperty(keyword, out var value) ? value : null;

    public string PathOf(string keyword) => $"{Path}.{keyword}";

    /// <summary>A count; null where it is missing.</summary>
    /// <exception cref="SchemaException">It is not a count, or larger than any answer.</exception>
    public int? Count(string keyword)
    {
        if (Get(keyword) is not { } value) return null;
        if (value.ValueKind != JsonValueKind.Number || !value.TryGetDouble(out var count) || count < 0 || count != Math.Floor(count))
            throw Invalid(keyword, "must be a whole number of at least 0.");
        return (int)Math.Min(count, int.MaxValue - 1);
    }

    public IEnumerable<JsonElement> List(string keyword) => Get(keyword) is { ValueKind: JsonValueKind.Array } list && list.GetArrayLength() > 0
        ? list.EnumerateArray()
        : throw Invalid(keyword, "must be a list that is not empty.");

    public SchemaException Invalid(string keyword, string problem) => new(PathOf(keyword), problem, isUnsupported: false);

    public SchemaException NotEnforced(string keyword, string remedy) => new(PathOf(keyword), $"is not enforced. {remedy}");
}
