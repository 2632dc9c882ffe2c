namespace Judger.Inference.Constraints.Schemas;

/// <summary>Which keywords are enforced, and which beside which.</summary>
internal static class SchemaKeywords
{
    private static readonly string[] Alone = ["enum", "const", "anyOf", "oneOf"];

    /// <summary>The keyword of a schema that is one of several; null where it is not.</summary>
    public static string? AlternativesOf(SchemaNode schema) => schema.Has("anyOf") ? "anyOf" : schema.Has("oneOf") ? "oneOf" : null;

    /// <exception cref="SchemaException">A keyword is not enforced.</exception>
    public static void Check(SchemaNode schema)
    {
        var alone = Alone.FirstOrDefault(schema.Has);
        foreach (var keyword in schema.Keywords)
        {
            if (keyword == alone || (keyword == "type" && alone is null or "enum" or "const")) continue;
            if (Alone.Contains(keyword) || SchemaTypes.IsKnown(keyword))
            {
                if (alone is null) continue;
                throw schema.NotEnforced(keyword, $"Beside {alone} it is not; leave it out, or move it into the values.");
            }

            throw schema.NotEnforced(keyword, "Leave it out, and check answers yourself where you need it.");
        }

        if (alone == "oneOf" && !Disjoint.AreDisjoint([.. schema.List("oneOf")]))
            throw schema.NotEnforced("oneOf", "Its schemas must have different types, or a property whose const or enum tells them apart. Use anyOf.");
    }
}
