using System.Globalization;
using System.Text.Json;
using Judger.Inference.Constraints.Grammars;

namespace Judger.Inference.Constraints.Schemas;

/// <summary>Arrays: items of one schema, how many, and the schemas of the first ones. The counter counts commas.</summary>
internal static class ArraySchema
{
    public static int AddRule(GrammarBuilder builder, SchemaNode schema)
    {
        var (least, most) = Bounds(schema);
        return builder.AddRule(isContainer: true, Math.Max(0, least - 1), most == Rule.Unlimited ? most : Math.Max(0, most - 1));
    }

    public static void Fill(SchemaCompiler compiler, SchemaNode schema, int rule)
    {
        if (schema.Get("uniqueItems") is { ValueKind: not JsonValueKind.False }) throw schema.NotEnforced("uniqueItems", "Leave it out.");
        var builder = compiler.Builder;
        var (least, most) = Bounds(schema);
        JsonElement[] first = schema.Has("prefixItems") ? [.. schema.List("prefixItems")] : [];
        var further = schema.Get("items") switch
        {
            { ValueKind: JsonValueKind.False } => null,
            { } items => compiler.RuleOf(items, schema.PathOf("items")),
            _ => first.Length > 0 ? (int?)null : compiler.AnyRule(),
        };
        if (further is null && least > first.Length) throw schema.Invalid("minItems", "is more than the items that there can be.");
        if (most < first.Length) throw schema.NotEnforced("maxItems", "It must be at least the number of prefixItems, which are all written.");

        var (open, end) = (builder.AddNode(rule), builder.AddNode(rule));
        builder.End(end);
        builder.AddEdge(builder.StartOf(rule), '[', open);
        if (least == 0 && first.Length == 0) builder.AddEdge(open, ']', end);
        var at = open;
        foreach (var (index, item) in first.Index())
        {
            var call = index == 0 ? at : builder.AddNode(rule);
            if (index > 0) builder.AddEdge(at, ',', call, EdgeKind.Count);
            at = builder.AddNode(rule);
            builder.AddCall(
                call, compiler.RuleOf(item, string.Create(CultureInfo.InvariantCulture, $"{schema.PathOf("prefixItems")}[{index}]")), at);
        }

        if (further is { } called && most > first.Length)
        {
            var (call, behind) = (builder.AddNode(rule), builder.AddNode(rule));
            if (first.Length == 0) builder.AddEmpty(open, call);
            else builder.AddEdge(at, ',', call, EdgeKind.Count);
            builder.AddCall(call, called, behind);
            builder.AddEdge(behind, ',', call, EdgeKind.Count);
            builder.AddEdge(behind, ']', end, EdgeKind.Close);
        }

        if (first.Length > 0) builder.AddEdge(at, ']', end, EdgeKind.Close);
    }

    private static (int Least, int Most) Bounds(SchemaNode schema)
    {
        var (least, most) = (schema.Count("minItems") ?? 0, schema.Count("maxItems") ?? Rule.Unlimited);
        return least <= most ? (least, most) : throw schema.Invalid("minItems", "is above maxItems.");
    }
}
