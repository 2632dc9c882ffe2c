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

    private static AnswerFormat Read(string json)
    {
        using var document = JsonDocument.Parse(json);
        return ResponseFormatReader.Read(document.RootElement);
    }
}
