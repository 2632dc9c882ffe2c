using System.Text.Json;
using Judger.Inference.Constraints.Grammars;
using Judger.Inference.Constraints.Patterns;

namespace Judger.Inference.Constraints.Schemas;

/// <summary>Strings: lengths in characters, patterns, formats.</summary>
internal static class StringSchema
{
    public static int AddRule(GrammarBuilder builder, SchemaNode schema)
    {
        var (least, most) = (schema.Count("minLength") ?? 0, schema.Count("maxLength") ?? Rule.Unlimited);
        if (least > most) throw schema.Invalid("minLength", "is above maxLength.");
        return builder.AddRule(least: least, most: most);
    }

    public static void Fill(GrammarBuilder builder, SchemaNode schema, int rule)
    {
        var end = builder.AddNode(rule);
        builder.End(end);
        if (Pattern(schema) is not { } given)
        {
            var body = builder.AddNode(rule);
            builder.AddEdge(builder.StartOf(rule), '"', body);
            StringBody.Add(builder, rule, body, end);
            return;
        }

        try
        {
            var inside = builder.AddNode(rule);
            builder.AddEdge(builder.StartOf(rule), '"', inside);
            PatternCompiler.Add(builder, rule, inside, end, given.Pattern);
            if (builder.RuleAt(rule) is { Least: 0, Most: Rule.Unlimited } || builder.TryLimitCounts(rule, end, inside)) return;
            throw schema.Invalid(given.Keyword, "has no string that is as long as minLength and maxLength say.");
        }
        catch (PatternException exception)
        {
            throw new SchemaException(schema.PathOf(given.Keyword), $"{exception.Message}. Leave that out, or check answers yourself.");
        }
        catch (GrammarTooLargeException)
        {
            throw schema.NotEnforced(given.Keyword, "It has too many states. Lower its repetitions, or the length.");
        }
    }

    private static (string Keyword, string Pattern)? Pattern(SchemaNode schema)
    {
        var (pattern, format) = (Text(schema, "pattern"), Text(schema, "format"));
        if (format is null) return pattern is null ? null : ("pattern", pattern);
        if (pattern is not null) throw schema.NotEnforced("format", "Beside a pattern it is not; leave one of them out.");
        return ("format", StringFormats.PatternOf(format) ?? throw schema.NotEnforced("format", $"It must be one of: {StringFormats.Names}."));
    }

    private static string? Text(SchemaNode schema, string keyword) => schema.Get(keyword) is not { } value ? null
        : value.ValueKind == JsonValueKind.String ? value.GetString()
        : throw schema.Invalid(keyword, "must be a string.");
}
