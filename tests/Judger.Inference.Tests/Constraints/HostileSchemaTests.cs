using System.Diagnostics;
using Judger.Inference.Constraints;
using Judger.Inference.Constraints.Schemas;
using Judger.Inference.Tokenization;
using Judger.TinyModel;

namespace Judger.Inference.Tests.Constraints;

/// <summary>Schemas that are made to take time or memory without bound end in an error, or in an answer.</summary>
public sealed class HostileSchemaTests
{
    // Generous for a busy machine; without bounds most of these would never end.
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    public static TheoryData<string, string> Refused => new()
    {
        { "exponential states", Pattern("(a|b)*a(a|b){40}") },
        { "nested repetitions", Pattern("((((a{100}){100}){100}){100})") },
        { "deep groups", Pattern(new string('(', 300) + new string(')', 300)) },
        { "a long pattern", Pattern(new string('a', 5000)) },
        { "a pattern and a large length", """{"type": "string", "pattern": "^.{1,200}x.*$", "minLength": 100000000}""" },
        { "nested deeper than readers take", string.Concat(Enumerable.Repeat("""{"type":"array","minItems":1,"items":""", 40)) + "{}" + new string('}', 40) },
        { "nested deeper than JSON is read", string.Concat(Enumerable.Repeat("""{"items":""", 200)) + "{}" + new string('}', 200) },
        { "a long schema", $$"""{"title": "{{new string('a', SchemaCompiler.MaxLength)}}"}""" },
        { "a circle of references", """{"$ref": "#/$defs/a", "$defs": {"a": {"$ref": "#/$defs/b"}, "b": {"$ref": "#/$defs/a"}}}""" },
        { "a multiple of much", """{"type": "integer", "multipleOf": 9973}""" },
    };

    public static TheoryData<string, string> Written => new()
    {
        {
            "ambiguous without bound",
            """
            {"$ref": "#/$defs/x", "$defs": {"x": {"anyOf": [
              {"type": "array", "items": {"$ref": "#/$defs/x"}}, {"type": "array", "items": {"$ref": "#/$defs/x"}, "minItems": 0},
              {"type": "array", "items": {"$ref": "#/$defs/x"}, "maxItems": 9}, {"type": "array", "prefixItems": [{"$ref": "#/$defs/x"}]}, {"type": "null"}]}}}
            """
        },
        { "many patterns at once", $$"""{"anyOf": [{{string.Join(',', Enumerable.Range(0, 24).Select(i => Pattern($"[a-z]{i % 7}x{i}|.{{{i % 9}}}y")))}}]}""" },
        { "many optional properties", $$"""{"properties": { {{Members(800, "name", _ => "{\"type\":\"null\"}")}} } }""" },
        {
            "a chain of references",
            $$"""{"$ref": "#/$defs/d0", "$defs": { {{Members(600, "d", i => $"{{\"$ref\":\"#/$defs/d{i + 1}\"}}")}}, "d600": {"type": "null"} } }"""
        },
        { "a long bounded string", """{"type": "string", "minLength": 2000000000}""" },
        { "long bounded lists", """{"type": "array", "items": {"type": "array", "items": {"type": "null"}, "maxItems": 1000000000}, "minItems": 1000000}""" },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public void They_are_refused(string what, string schema)
    {
        var started = Stopwatch.GetTimestamp();
        Assert.True(AnswerGrammars.Problem(new(schema)) is not null, $"{what} was taken");
        Assert.InRange(Stopwatch.GetElapsedTime(started), TimeSpan.Zero, Limit);
    }

    [Theory]
    [MemberData(nameof(Written))]
    public void Or_answers_are_written_in_bounded_time(string what, string schema)
    {
        var tokenizer = SentencePieceTokenizer.Load(Path.Combine(EmbeddedModel.Folder, "tokenizer.model"));
        var walk = new AnswerWalk(tokenizer, new(1, 2));
        var started = Stopwatch.GetTimestamp();
        Assert.True(AnswerGrammars.Problem(new(schema)) is null, $"{what}: {AnswerGrammars.Problem(new(schema))?.Message}");
        var automaton = walk.Automaton(schema);
        for (var seed = 0; seed < 4; seed++) walk.Write(automaton, new(seed), most: 200);
        Assert.InRange(Stopwatch.GetElapsedTime(started), TimeSpan.Zero, Limit);
    }

    private static string Pattern(string pattern) => $$"""{"type": "string", "pattern": "{{pattern}}"}""";

    private static string Members(int count, string name, Func<int, string> value) =>
        string.Join(',', Enumerable.Range(0, count).Select(i => $"\"{name}{i}\":{value(i)}"));
}
