using System.Text.Json;
using Judger.Inference.Constraints.Grammars;

namespace Judger.Inference.Constraints.Schemas;

/// <summary>Values that are listed: <c>enum</c>, <c>const</c>, true and false, null.</summary>
internal static class LiteralSchema
{
    /// <param name="builder">Where the rule is.</param>
    /// <param name="schema">The schema.</param>
    /// <param name="rule">Its rule.</param>
    /// <param name="types">The types that it says; null where it says none.</param>
    public static void Fill(GrammarBuilder builder, SchemaNode schema, int rule, IReadOnlyList<string>? types)
    {
        var keyword = schema.Has("const") ? "const" : "enum";
        JsonElement[] values = keyword == "const" ? [schema.Get("const")!.Value] : [.. schema.List("enum")];
        string[] texts = [.. values.Where(value => types is null || SchemaTypes.Fits(value, types)).Select(JsonText.Of).Distinct(StringComparer.Ordinal)];
        if (texts.Length == 0) throw schema.Invalid(keyword, "has no value of the schema's type.");
        Fill(builder, rule, texts);
    }

    /// <summary>Texts that share their beginnings, so that a long list has few ways.</summary>
    public static void Fill(GrammarBuilder builder, int rule, IEnumerable<string> texts)
    {
        var nodes = new Dictionary<(int From, byte Value), int>();
        var end = builder.AddNode(rule);
        builder.End(end);
        foreach (var text in texts)
        {
            var at = builder.StartOf(rule);
            foreach (var value in System.Text.Encoding.UTF8.GetBytes(text))
            {
                if (!nodes.TryGetValue((at, value), out var next))
                {
                    nodes.Add((at, value), next = builder.AddNode(rule));
                    builder.AddEdge(at, value, value, next);
                }

                at = next;
            }

            builder.AddEmpty(at, end);
        }
    }
}
