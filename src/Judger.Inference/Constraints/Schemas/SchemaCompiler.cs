using System.Globalization;
using System.Text.Json;
using Judger.Inference.Constraints.Grammars;

namespace Judger.Inference.Constraints.Schemas;

/// <summary>
/// Makes a grammar of a JSON schema (2020-12, the part that OpenAI's structured outputs have, and some more). Answers are compact JSON: no white space but one
/// space that may come first, properties in the schema's order. A keyword that is not enforced is refused by its place. Bounded in time and memory.
/// </summary>
internal sealed class SchemaCompiler
{
    /// <summary>Most characters of a schema.</summary>
    public const int MaxLength = QuestionLimits.MaxSchemaLength;

    private static readonly JsonElement Anything = JsonDocument.Parse("{}").RootElement;

    private readonly Dictionary<string, int> _rules = new(StringComparer.Ordinal);
    private readonly Dictionary<int, string> _paths = [];
    private readonly Queue<(SchemaNode Schema, IReadOnlyList<string> Types, int Rule)> _open = new();
    private readonly JsonElement _root;

    private SchemaCompiler(JsonElement root, bool isStrict) => (_root, IsStrict) = (root, isStrict);

    public GrammarBuilder Builder { get; } = new();

    /// <summary>Whether all properties of an object are written, and no others.</summary>
    public bool IsStrict { get; }

    /// <summary>Makes the grammar of a schema.</summary>
    /// <exception cref="SchemaException">The schema is not valid, not enforced, too large, or has no value.</exception>
    public static Grammar Compile(string schema, bool isStrict)
    {
        if (schema.Length > MaxLength) throw new SchemaException("", $"has {schema.Length} characters; the limit is {MaxLength}.", isUnsupported: false);
        try
        {
            using var document = JsonDocument.Parse(schema);
            return new SchemaCompiler(document.RootElement, isStrict).Compile();
        }
        catch (JsonException exception)
        {
            throw new SchemaException("", $"is not valid JSON: {exception.Message}", isUnsupported: false);
        }
        catch (InvalidOperationException)
        {
            throw new SchemaException("", "has a text with half of a character.", isUnsupported: false);
        }
        catch (GrammarTooLargeException)
        {
            throw new SchemaException("", "is too large or too ambiguous to be enforced. Lower its lengths and repetitions, or split it.");
        }
    }

    /// <summary>The rule of a schema, which is made later. What is referred to is made once.</summary>
    public int RuleOf(JsonElement schema, string path)
    {
        var node = SchemaReferences.Follow(_root, new(schema, path));
        if (_rules.TryGetValue(node.Path, out var known)) return known;
        return node.Element.ValueKind switch
        {
            JsonValueKind.True => AnyRule(),
            JsonValueKind.Object => MakeRule(node),
            JsonValueKind.False => throw new SchemaException(node.Path, "is false, and no value fits that. Leave it out."),
            _ => throw new SchemaException(node.Path, "is not a schema. Give an object.", isUnsupported: false),
        };
    }

    /// <summary>The rule of any value.</summary>
    public int AnyRule() => _rules.TryGetValue("*", out var known) ? known : MakeRule(new(Anything, "*"));

    private Grammar Compile()
    {
        // Some tokenizers put a space before a text's first word.
        var whole = Builder.AddRule();
        var (value, end) = (Builder.AddNode(whole), Builder.AddNode(whole));
        Builder.AddEmpty(Builder.StartOf(whole), value);
        Builder.AddEdge(Builder.StartOf(whole), ' ', value);
        Builder.AddCall(value, RuleOf(_root, ""), end);
        Builder.End(end);
        while (_open.TryDequeue(out var open)) Fill(open.Schema, open.Types, open.Rule);

        var grammar = Builder.Build(whole);
        if (LeftRecursion.Find(grammar) is { } circle)
            throw new SchemaException(_paths.GetValueOrDefault(circle, ""), "leads back to itself without a value in between. Take that way out.");
        return grammar.Nodes[Builder.StartOf(whole)].Need <= Grammar.MaxNesting
            ? grammar
            : throw new SchemaException("", $"has no value of at most {Grammar.MaxNesting} levels. Let recursion end, for example with null.");
    }

    private int MakeRule(SchemaNode schema)
    {
        SchemaKeywords.Check(schema);
        var types = SchemaTypes.Of(schema);
        var rule = schema.Has("enum") || schema.Has("const") || SchemaKeywords.AlternativesOf(schema) is not null || types.Count != 1
            ? Builder.AddRule()
            : AddRule(schema, types[0]);
        _rules.Add(schema.Path, rule);
        _paths.Add(rule, schema.Path);
        _open.Enqueue((schema, types, rule));
        return rule;
    }

    private int AddRule(SchemaNode schema, string type) => type switch
    {
        "string" => StringSchema.AddRule(Builder, schema),
        "array" => ArraySchema.AddRule(Builder, schema),
        "object" => Builder.AddRule(isContainer: true),
        _ => Builder.AddRule(),
    };

    private void Fill(SchemaNode schema, IReadOnlyList<string> types, int rule)
    {
        if (schema.Has("enum") || schema.Has("const")) LiteralSchema.Fill(Builder, schema, rule, schema.Has("type") ? types : null);
        else if (SchemaKeywords.AlternativesOf(schema) is { } keyword)
        {
            foreach (var (index, way) in schema.List(keyword).Index())
                Alternative(rule, RuleOf(way, string.Create(CultureInfo.InvariantCulture, $"{schema.PathOf(keyword)}[{index}]")));
        }
        else if (types.Count == 1) FillType(schema, types[0], rule);
        else
        {
            foreach (var type in types)
            {
                var way = AddRule(schema, type);
                _paths.Add(way, schema.Path);
                _open.Enqueue((schema, [type], way));
                Alternative(rule, way);
            }
        }
    }

    private void Alternative(int rule, int way)
    {
        var (call, end) = (Builder.AddNode(rule), Builder.AddNode(rule));
        Builder.AddEmpty(Builder.StartOf(rule), call);
        Builder.AddCall(call, way, end);
        Builder.End(end);
    }

    private void FillType(SchemaNode schema, string type, int rule)
    {
        switch (type)
        {
            case "object": ObjectSchema.Fill(this, schema, rule); break;
            case "array": ArraySchema.Fill(this, schema, rule); break;
            case "string": StringSchema.Fill(Builder, schema, rule); break;
            case "number" or "integer": NumberSchema.Fill(Builder, schema, rule, isWhole: type == "integer"); break;
            case "boolean": LiteralSchema.Fill(Builder, rule, ["true", "false"]); break;
            default: LiteralSchema.Fill(Builder, rule, ["null"]); break;
        }
    }
}
