using System.Text.Json;
using Judger.Server.Http.Chat;
using Judger.Server.Http.OpenAI;

namespace Judger.Server.Tests.Http.OpenAI;

/// <summary>Answers in the form that was asked for.</summary>
public sealed class AnswerFormatTests
{
    [Theory]
    [InlineData("""{"type": "text"}""", "a \"red\" car", "a \"red\" car")]
    [InlineData("""{"type": "json_object"}""", "7", """{"answer":"7"}""")]
    [InlineData("""{"type": "json_schema", "json_schema": {"schema": {"properties": {"count": {"type": "integer"}}}}}""", " 7", """{"count":7}""")]
    [InlineData("""{"type": "json_schema", "json_schema": {"schema": {"properties": {"x": {"type": "number"}}}}}""", "1.5", """{"x":1.5}""")]
    [InlineData("""{"type": "json_schema", "json_schema": {"schema": {"properties": {"is": {"type": "boolean"}}}}}""", "Yes.", """{"is":true}""")]
    [InlineData("""{"type": "json_schema", "json_schema": {"schema": {"properties": {"c": {"enum": ["Red", "Blue"]}}}}}""", "red", """{"c":"Red"}""")]
    public void An_answer_is_put_into_it(string format, string answer, string content) => Assert.Equal((content, null), Read(format).Render(answer));

    [Theory]
    [InlineData("""{"properties": {"count": {"type": "integer"}}}""", "seven", "an integer")]
    [InlineData("""{"properties": {"x": {"type": "number"}}}""", "much", "a number")]
    [InlineData("""{"properties": {"is": {"type": "boolean"}}}""", "maybe", "yes, no, true or false")]
    [InlineData("""{"properties": {"c": {"enum": ["Red", "Blue"]}}}""", "green", "one of: Red, Blue")]
    public void An_answer_that_does_not_fit_is_refused_with_what_it_must_be(string schema, string answer, string wanted)
    {
        var (content, refusal) = Read("""{"type": "json_schema", "json_schema": {"schema": """ + schema + "}}").Render(answer);

        Assert.Null(content);
        Assert.Equal($"The answer is \"{answer}\". It must be {wanted}.", refusal);
    }

    [Theory]
    [InlineData("""{"properties": {"a": {"type": "array"}}}""")]
    [InlineData("""{"properties": {}}""")]
    [InlineData("""{"properties": {"a": 3}}""")]
    [InlineData("3")]
    public void A_schema_that_answers_do_not_fit_into_is_refused(string schema) =>
        Assert.StartsWith(
            "response_format",
            Assert.Throws<ParameterException>(() => Read("""{"type": "json_schema", "json_schema": {"schema": """ + schema + "}}")).Parameter,
            StringComparison.Ordinal);

    [Theory]
    [InlineData("{}", "response_format.type is missing. Give text, json_object or json_schema.")]
    [InlineData("""{"type": "yaml"}""", "response_format.type is \"yaml\". It must be one of: text, json_object, json_schema.")]
    public void A_format_that_is_not_known_is_refused(string format, string message) =>
        Assert.Equal(message, Assert.Throws<ParameterException>(() => Read(format)).Message);

    [Theory]
    [InlineData("""{"type": "object", "properties": {"n": {"type": "integer", "const": 7}}}""", "properties.n.const")]
    [InlineData("""{"type": "object", "properties": {"n": {"type": "integer", "maximum": 3}}}""", "properties.n.maximum")]
    [InlineData("""{"type": "object", "properties": {"c": {"type": "string", "pattern": "^[A-Z]+$"}}}""", "properties.c.pattern")]
    [InlineData("""{"type": "object", "properties": {"c": {"type": "string", "maxLength": 2}}}""", "properties.c.maxLength")]
    [InlineData("""{"type": "object", "properties": {"c": {"type": "string", "format": "date"}}}""", "properties.c.format")]
    [InlineData("""{"type": "object", "properties": {"n": {"type": "integer", "enum": [1, 2]}}}""", "properties.n.enum")]
    [InlineData("""{"type": "object", "properties": {"n": {"type": "integer", "enum": ["a"]}}}""", "properties.n.type")]
    [InlineData("""{"type": "object", "properties": {"c": {"enum": []}}}""", "properties.c.enum")]
    [InlineData("""{"type": "object", "minProperties": 2, "properties": {"c": {"type": "string"}}}""", "minProperties")]
    [InlineData("""{"type": "object", "required": ["c", "d"], "properties": {"c": {"type": "string"}}}""", "required")]
    [InlineData("""{"type": "array", "properties": {"c": {"type": "string"}}}""", "type")]
    [InlineData("""{"type": "object", "anyOf": [], "properties": {"c": {"type": "string"}}}""", "anyOf")]
    public void What_strict_promises_and_nothing_enforces_is_refused_by_its_keyword(string schema, string keyword)
    {
        var refused = Assert.Throws<ParameterException>(() => Read(Format(schema, strict: true)));

        Assert.Equal(($"response_format.json_schema.schema.{keyword}", "unsupported_value"), (refused.Parameter, refused.Code));
        Assert.Contains($"{keyword} cannot be enforced, and strict requires that it is.", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(
        """
        {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "T", "type": "object", "additionalProperties": false, "required": ["c"],
         "properties": {"c": {"type": "string", "description": "D", "enum": ["Red", "Blue"]}}}
        """,
        true)]
    [InlineData("""{"type": "object", "properties": {"c": {"type": "string", "title": "C", "default": ""}}}""", true)]
    [InlineData("""{"type": "object", "properties": {"c": {"type": "string", "maxLength": 2}}}""", false)]
    public void What_is_enforced_or_promises_nothing_is_read(string schema, bool strict) =>
        Assert.Equal("""{"c":"Red"}""", Read(Format(schema, strict)).Render("Red").Content);

    private static string Format(string schema, bool strict) =>
        $$$"""{"type": "json_schema", "json_schema": {"strict": {{{(strict ? "true" : "false")}}}, "schema": {{{schema}}}}}""";

    private static AnswerFormat Read(string json)
    {
        using var document = JsonDocument.Parse(json);
        return ResponseFormatReader.Read(document.RootElement);
    }
}
