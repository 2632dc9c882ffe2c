using System.Text.Json;

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
    [InlineData("""{"properties": {"count": {"type": "integer"}}}""", "seven")]
    [InlineData("""{"properties": {"is": {"type": "boolean"}}}""", "maybe")]
    [InlineData("""{"properties": {"c": {"enum": ["Red", "Blue"]}}}""", "green")]
    public void An_answer_that_does_not_fit_is_refused_and_told(string schema, string answer)
    {
        var (content, refusal) = Read("""{"type": "json_schema", "json_schema": {"schema": """ + schema + "}}").Render(answer);

        Assert.Null(content);
        Assert.Contains(answer, refusal, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"properties": {"a": {"type": "array"}}}""")]
    [InlineData("""{"properties": {}}""")]
    [InlineData("""{"properties": {"a": 3}}""")]
    [InlineData("3")]
    public void A_schema_that_answers_do_not_fit_into_is_refused(string schema) =>
        Assert.StartsWith("response_format", Assert.Throws<ParameterException>(() => Read("""{"type": "json_schema", "json_schema": {"schema": """ + schema + "}}")).Parameter, StringComparison.Ordinal);

    private static AnswerFormat Read(string json)
    {
        using var document = JsonDocument.Parse(json);
        return AnswerFormat.Read(document.RootElement);
    }
}
