using System.Text.Json;

namespace Judger.Inference.Constraints.Schemas;

/// <summary>
/// Objects: properties in the schema's order. What is not required may be left out, unless the schema is strict. Others are written where the schema gives them
/// one, or says nothing of any property.
/// </summary>
internal static class ObjectSchema
{
    public static void Fill(SchemaCompiler compiler, SchemaNode schema, int rule)
    {
        var builder = compiler.Builder;
        JsonProperty[] properties = [.. Properties(schema)];
        var required = Required(schema, properties);
        var others = Others(compiler, schema, properties.Length > 0);
        CheckCount(schema, compiler.IsStrict ? properties.Length : required.Count, others is null ? properties.Length : null);

        var end = builder.AddNode(rule);
        builder.End(end);

        // By whether a comma has to come first. The second is made where something is optional, or nothing came yet.
        int? first = builder.AddNode(rule), later = null;
        builder.AddEdge(builder.StartOf(rule), '{', first.Value);
        foreach (var property in properties)
        {
            int? behind = builder.AddNode(rule);
            var value = compiler.RuleOf(property.Value, $"{schema.PathOf("properties")}.{property.Name}");
            var name = $"{JsonText.Of(property.Name)}:";
            if (first is { } begin) builder.AddCall(builder.AddText(begin, name), value, behind.Value);
            if (later is { } next) builder.AddCall(builder.AddText(next, $",{name}"), value, behind.Value);
            if (compiler.IsStrict || required.Contains(property.Name)) (first, later) = (null, behind);
            else
            {
                var (nextFirst, nextLater) = (first is null ? (int?)null : builder.AddNode(rule), builder.AddNode(rule));
                if (first is { } skipped) builder.AddEmpty(skipped, nextFirst!.Value);
                if (later is { } passed) builder.AddEmpty(passed, nextLater);
                builder.AddEmpty(behind.Value, nextLater);
                (first, later) = (nextFirst, nextLater);
            }
        }

        foreach (var at in new[] { first, later }.OfType<int>()) builder.AddEdge(at, '}', end);
        if (others is not { } called) return;

        // Names of others are characters as they are, so that none is another one's in disguise.
        var (key, colon, call, done) = (builder.AddNode(rule), builder.AddNode(rule), builder.AddNode(rule), builder.AddNode(rule));
        builder.AddCall(key, PropertyNames.AddRule(builder, properties.Select(property => property.Name)), colon);
        builder.AddEdge(colon, ':', call);
        builder.AddCall(call, called, done);
        builder.AddEdge(done, '}', end);
        builder.AddEdge(done, ',', key);
        if (first is { } empty) builder.AddEmpty(empty, key);
        if (later is { } last) builder.AddEdge(last, ',', key);
    }

    private static IEnumerable<JsonProperty> Properties(SchemaNode schema) => schema.Get("properties") switch
    {
        null => [],
        { ValueKind: JsonValueKind.Object } properties => properties.EnumerateObject().DistinctBy(property => property.Name),
        _ => throw schema.Invalid("properties", "must be an object."),
    };

    private static HashSet<string> Required(SchemaNode schema, JsonProperty[] properties)
    {
        if (schema.Get("required") is not { } list) return [];
        if (list.ValueKind != JsonValueKind.Array || !list.EnumerateArray().All(name => name.ValueKind == JsonValueKind.String))
            throw schema.Invalid("required", "must be a list of names.");
        HashSet<string> names = [.. list.EnumerateArray().Select(name => name.GetString()!)];
        return names.FirstOrDefault(name => !properties.Any(property => property.Name == name)) is { } unknown
            ? throw schema.NotEnforced("required", $"It names \"{unknown}\", which properties lacks.")
            : names;
    }

    private static int? Others(SchemaCompiler compiler, SchemaNode schema, bool hasProperties) => schema.Get("additionalProperties") switch
    {
        null => compiler.IsStrict || hasProperties ? null : compiler.AnyRule(),
        { ValueKind: JsonValueKind.False } => null,
        { } given => compiler.RuleOf(given, schema.PathOf("additionalProperties")),
    };

    private static void CheckCount(SchemaNode schema, int least, int? most)
    {
        if (schema.Count("minProperties") > least) throw schema.NotEnforced("minProperties", "List the properties that must be there in required.");
        if (schema.Count("maxProperties") is { } limit && !(most <= limit))
            throw schema.NotEnforced("maxProperties", "Let properties have no more, and set additionalProperties to false.");
    }
}
