using Judger.Inference.Constraints;

namespace Judger.Inference.Tests.Constraints;

/// <summary>Which answers a schema allows.</summary>
public sealed class SchemaConstraintTests
{
    [Theory]
    [InlineData("""{"type": "string"}""", """ "a" """, """ "" """, """ "\u00e9\n\/" """, """ "é漢😀" """, """ "\uD83D\uDE00" """)]
    [InlineData("""{"type": "string", "minLength": 2, "maxLength": 3}""", """ "ab" """, """ "😀é\n" """, """ "\uD83D\uDE00a" """)]
    [InlineData("""{"type": "integer"}""", "0", "-1", "123456789012345")]
    [InlineData("""{"type": "integer", "minimum": -5, "exclusiveMaximum": 25}""", "-5", "-1", "0", "9", "24", "19")]
    [InlineData("""{"type": "integer", "multipleOf": 7, "minimum": 10}""", "14", "21", "700")]
    [InlineData("""{"type": "number"}""", "0.5", "-0.5", "1", "12.25", "0.0")]
    [InlineData("""{"type": "number", "minimum": 1.5, "maximum": 10}""", "1.5", "1.50", "10", "9.999", "10.0", "2")]
    [InlineData("""{"type": "number", "exclusiveMinimum": 0, "maximum": 0.001}""", "0.001", "0.0001", "0.00099")]
    [InlineData("""{"type": "number", "multipleOf": 0.25}""", "0.25", "1.5", "3", "-0.75")]
    [InlineData("""{"type": "boolean"}""", "true", "false")]
    [InlineData("""{"type": ["integer", "null"]}""", "null", "3")]
    [InlineData("""{"enum": ["red", "rose", 3, {"a": [1, 2]}]}""", """ "red" """, """ "rose" """, "3", """{"a":[1,2]}""")]
    [InlineData("""{"const": "ü\"\\"}""", """ "ü\"\\" """)]
    [InlineData("""{"type": "string", "enum": ["a", 1]}""", """ "a" """)]
    [InlineData("""{"type": "array", "items": {"type": "integer"}, "minItems": 1, "maxItems": 3}""", "[1]", "[1,2,3]")]
    [InlineData("""{"type": "array", "items": {"type": "integer"}, "maxItems": 0}""", "[]")]
    [InlineData("""{"type": "array", "prefixItems": [{"type": "integer"}, {"type": "null"}]}""", "[1,null]")]
    [InlineData("""{"type": "array", "prefixItems": [{"type": "integer"}], "items": {"type": "null"}, "maxItems": 2}""", "[1]", "[1,null]")]
    [InlineData("""{"properties": {"a": {"type": "integer"}, "b": {"type": "null"}}, "required": ["b"]}""", """{"a":1,"b":null}""", """{"b":null}""")]
    [InlineData("""{"properties": {"a": {"type": "null"}, "b": {"type": "null"}}}""", "{}", """{"a":null}""", """{"b":null}""", """{"a":null,"b":null}""")]
    [InlineData(
        """{"properties": {"ab": {"type": "null"}}, "additionalProperties": {"type": "integer"}}""",
        "{}", """{"ab":null}""", """{"ab":null,"a":1,"abc":2}""", """{"é":1}""")]
    [InlineData("""{"anyOf": [{"type": "integer"}, {"type": "array", "items": {"type": "integer"}}]}""", "1", "[1]", "[]")]
    [InlineData("""{"$ref": "#/$defs/x~1y", "$defs": {"x/y": {"type": "null"}}}""", "null")]
    [InlineData("""{"allOf": [{"type": "null"}]}""", "null")]
    [InlineData("""{"oneOf": [{"type": "null"}, {"type": "integer"}]}""", "null", "1")]
    [InlineData(
        """{"properties": {"next": {"anyOf": [{"type": "null"}, {"$ref": "#"}]}}, "required": ["next"]}""", """{"next":null}""", """{"next":{"next":null}}""")]
    [InlineData("{}", "1", "null", """{"a":[{},"b"]}""")]
    [InlineData("""{"type": "object"}""", "{}", """{"a":{"b":[1.5,false]}}""")]
    [InlineData("""{"type": "integer", "format": "int32"}""", "2147483647", "-2147483648")]
    [InlineData("""{"type": "integer", "maximum": 9223372036854775807}""", "5")]
    public void It_allows_what_fits(string schema, params string[] answers)
    {
        foreach (var answer in answers)
        {
            Assert.True(AnswerWalk.Accepts(schema, answer.Trim()), answer);
            Assert.True(AnswerWalk.Accepts(schema, $" {answer.Trim()}"), $"a space before {answer}");
        }
    }

    [Theory]
    [InlineData("""{"type": "string"}""", """ "a """, """ "\x" """, """ "\uD83D" """, """ "\uDE00" """, "a", "\"\n\"", "1")]
    [InlineData("""{"type": "string", "minLength": 2, "maxLength": 3}""", """ "a" """, """ "abcd" """, """ "\uD83D\uDE00" """)]
    [InlineData("""{"type": "integer"}""", "01", "-0", "1.0", "1e3", "1234567890123456", "-")]
    [InlineData("""{"type": "integer", "minimum": -5, "exclusiveMaximum": 25}""", "-6", "-10", "25", "30", "100")]
    [InlineData("""{"type": "integer", "multipleOf": 7, "minimum": 10}""", "7", "0", "15", "-14")]
    [InlineData("""{"type": "number"}""", "-0.0", "1.", ".5", "1e5")]
    [InlineData("""{"type": "number", "minimum": 1.5, "maximum": 10}""", "1.4", "10.01", "1", "11", "0", "-2")]
    [InlineData("""{"type": "number", "exclusiveMinimum": 0, "maximum": 0.001}""", "0", "0.0", "0.0011", "0.002", "1")]
    [InlineData("""{"type": "number", "multipleOf": 0.25}""", "0.3", "0.255", "1.1")]
    [InlineData("""{"enum": ["red", "rose"]}""", """ "re" """, """ "Red" """, "red")]
    [InlineData("""{"type": "string", "enum": ["a", 1]}""", "1")]
    [InlineData("""{"type": "array", "items": {"type": "integer"}, "minItems": 1, "maxItems": 3}""", "[]", "[1,2,3,4]", "[1,]", "[1, 2]", "[1")]
    [InlineData("""{"properties": {"a": {"type": "integer"}, "b": {"type": "null"}}, "required": ["b"]}""", "{}", """{"a":1}""", """{"b":null,"a":1}""")]
    [InlineData("""{"properties": {"a": {"type": "null"}}}""", """{"a":null,"b":1}""", """{"a": null}""", """{ "a":null}""", "{}\n", """{"a":null,}""")]
    [InlineData(
        """{"properties": {"ab": {"type": "null"}}, "additionalProperties": {"type": "integer"}}""",
        """{"ab":1}""", """{"a":1,"ab":null}""", """{"a":1,"ab":1}""", """{"a":null}""", """{"\u0061b":1}""")]
    [InlineData("""{"type": "integer", "format": "int32"}""", "2147483648")]
    [InlineData("{}", "", "nul", "tru")]
    public void It_allows_nothing_else(string schema, params string[] answers)
    {
        foreach (var answer in answers) Assert.False(AnswerWalk.Accepts(schema, answer.Trim(' ')), answer);
    }

    [Fact]
    public void Strict_objects_have_all_their_properties_and_no_others()
    {
        const string schema = """{"properties": {"a": {"type": "null"}, "b": {"type": "object"}}}""";
        Assert.True(AnswerWalk.Accepts(schema, """{"a":null,"b":{}}""", isStrict: true));
        Assert.False(AnswerWalk.Accepts(schema, """{"a":null}""", isStrict: true));
        Assert.False(AnswerWalk.Accepts(schema, """{"a":null,"b":{"c":1}}""", isStrict: true));
        Assert.True(AnswerWalk.Accepts(schema, """{"a":null,"b":{"c":1}}"""));
    }

    [Theory]
    [InlineData("^[a-c]+$", "abc", "d")]
    [InlineData("b", "abc", "ac")]
    [InlineData("^b", "bc", "ab")]
    [InlineData("b$", "ab", "bc")]
    [InlineData("(^a|b)$|c", "xb", "ax")]
    [InlineData("^a|b$", "ax", "xa")]
    [InlineData("^a{2,3}$", "aaa", "a")]
    [InlineData("^(?:ab)*?$", "abab", "aba")]
    [InlineData("^(?<n>ab)$", "ab", "a")]
    [InlineData(@"^\d\w\s$", "1a ", "a1 ")]
    [InlineData(@"^[^a-c]$", "é", "a")]
    [InlineData(@"^\u{1F600}[\u00e9-\u00ff]$", "😀é", "😀e")]
    [InlineData(@"^\uD83D\uDE00$", "😀", "x")]
    [InlineData(@"^.$", "漢", "ab")]
    [InlineData(@"^[\]\-\\]$", "-", "a")]
    [InlineData("^$", "", "a")]
    [InlineData("", "anything", null)]
    public void Patterns_are_those_of_javascript(string pattern, string fits, string? doesNot)
    {
        var schema = $$"""{"type": "string", "pattern": {{System.Text.Json.JsonSerializer.Serialize(pattern)}}}""";
        Assert.True(AnswerWalk.Accepts(schema, $"\"{fits}\""));
        if (doesNot is not null) Assert.False(AnswerWalk.Accepts(schema, $"\"{doesNot}\""));
    }

    [Fact]
    public void Hostnames_are_those_that_uris_have()
    {
        var walk = AnswerWalk.Bytes;
        var automaton = walk.Automaton("""{"type": "string", "format": "hostname"}""");
        for (var seed = 0; seed < 50; seed++)
        {
            var text = walk.Write(automaton, new(seed)).Text!.Trim();
            Assert.Equal(UriHostNameType.Dns, Uri.CheckHostName(text[1..^1]));
        }
    }

    [Fact]
    public void Characters_that_have_to_be_escaped_are_in_patterns_too()
    {
        Assert.True(AnswerWalk.Accepts("""{"type": "string", "pattern": "^[\"\\\\\n\u0001]+$"}""", """ "\"\\\n\u0001" """.Trim()));
        Assert.False(AnswerWalk.Accepts("""{"type": "string", "pattern": "^[\"\\\\]+$"}""", """ "\n" """.Trim()));
    }

    [Fact]
    public void A_pattern_and_a_length_hold_together_and_never_lead_where_there_is_no_end()
    {
        const string schema = """{"type": "string", "pattern": "^(ab|cde)*$", "minLength": 4, "maxLength": 5}""";
        Assert.True(AnswerWalk.Accepts(schema, "\"abab\""));
        Assert.True(AnswerWalk.Accepts(schema, "\"abcde\""));
        Assert.False(AnswerWalk.Accepts(schema, "\"ab\""));
        Assert.False(AnswerWalk.Accepts(schema, "\"cdecde\""));
        var walk = AnswerWalk.Bytes;
        var automaton = walk.Automaton(schema);
        for (var seed = 0; seed < 50; seed++) Assert.NotNull(walk.Write(automaton, new(seed)).Text);
    }

    [Theory]
    [InlineData("""{"properties": {"n": {"type": "integer", "not": {"const": 7}}}}""", ".properties.n.not", true)]
    [InlineData("""{"properties": {"n": {"type": "array", "uniqueItems": true}}}""", ".properties.n.uniqueItems", true)]
    [InlineData("""{"properties": {"n": {"type": "string", "format": "iri"}}}""", ".properties.n.format", true)]
    [InlineData("""{"properties": {"n": {"type": "string", "pattern": "(?=a)"}}}""", ".properties.n.pattern", true)]
    [InlineData("""{"properties": {"n": {"type": "string", "pattern": "(a)\\1"}}}""", ".properties.n.pattern", true)]
    [InlineData("""{"properties": {"n": {"type": "string", "pattern": "a\\b"}}}""", ".properties.n.pattern", true)]
    [InlineData("""{"properties": {"n": {"type": "string", "pattern": "a(b"}}}""", ".properties.n.pattern", true)]
    [InlineData("""{"properties": {"n": {"type": "string", "pattern": "^aa$", "maxLength": 1}}}""", ".properties.n.pattern", false)]
    [InlineData("""{"properties": {"n": {"anyOf": [{"type": "null"}, {"patternProperties": {}}]}}}""", ".properties.n.anyOf[1].patternProperties", true)]
    [InlineData("""{"properties": {"n": {"enum": []}}}""", ".properties.n.enum", false)]
    [InlineData("""{"properties": {"n": {"enum": ["a"], "minLength": 1}}}""", ".properties.n.minLength", true)]
    [InlineData("""{"properties": {"n": {"type": "integer", "enum": ["a"]}}}""", ".properties.n.enum", false)]
    [InlineData("""{"properties": {"n": {"$ref": "#/$defs/m"}}}""", ".properties.n.$ref", false)]
    [InlineData("""{"properties": {"n": {"$ref": "https://example.org/x"}}}""", ".properties.n.$ref", true)]
    [InlineData("""{"$ref": "#"}""", ".$ref", true)]
    [InlineData("""{"anyOf": [{"$ref": "#"}, {"type": "null"}]}""", "", true)]
    [InlineData("""{"properties": {"n": {"$ref": "#"}}, "required": ["n"]}""", "", true)]
    [InlineData("""{"type": "object", "required": ["a"], "properties": {}}""", ".required", true)]
    [InlineData("""{"type": "object", "minProperties": 1, "properties": {"a": {}}}""", ".minProperties", true)]
    [InlineData("""{"oneOf": [{"type": "string"}, {"type": "string", "maxLength": 2}]}""", ".oneOf", true)]
    [InlineData("""{"type": "integer", "minimum": 5, "maximum": 4}""", "", false)]
    [InlineData("""{"type": "integer", "minimum": 1, "maximum": 6, "multipleOf": 7}""", "", false)]
    [InlineData("""{"type": "integer", "minimum": "1"}""", ".minimum", false)]
    [InlineData("""{"type": "integer", "multipleOf": 0}""", ".multipleOf", false)]
    [InlineData("""{"type": "string", "minLength": 3, "maxLength": 2}""", ".minLength", false)]
    [InlineData("""{"type": "text"}""", ".type", false)]
    [InlineData("""{"properties": {"a": 3}}""", ".properties.a", false)]
    [InlineData("""{"properties": 3}""", ".properties", false)]
    [InlineData("3", "", false)]
    [InlineData("{", "", false)]
    public void What_is_not_enforced_is_refused_by_its_place(string schema, string path, bool isUnsupported)
    {
        var problem = AnswerGrammars.Problem(new(schema));
        Assert.Equal((path, isUnsupported), (problem?.Path, problem?.IsUnsupported));
        Assert.StartsWith($"schema{path} {problem!.Problem}", problem.Message, StringComparison.Ordinal);
    }
}
