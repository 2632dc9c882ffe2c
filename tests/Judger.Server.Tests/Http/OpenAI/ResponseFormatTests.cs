using System.Text.Json;
using Judger.Server.Http.Chat;
using Judger.Server.Http.OpenAI;

namespace Judger.Server.Tests.Http.OpenAI;

/// <summary>The form of answers that a chat asks for.</summary>
public sealed class ResponseFormatTests
{
    [Theory]
    [InlineData("""{"type": "text"}""", null, false)]
    [InlineData("""{"type": "json_object"}""", """{"type":"object","additionalProperties":true}""", false)]
    [InlineData("""{"type": "json_schema", "json_schema": {"schema": {"type": "integer" }}}""", """{"type":"integer"}""", false)]
    [InlineData("""{"type": "json_schema", "json_schema": {"schema": {"const": "é"}, "strict": true}}""", """{"const":"é"}""", true)]
    [InlineData("""{"type": "json_schema", "json_schema": {"name": "n", "strict": null, "schema": {}}}""", "{}", false)]
    public void It_is_the_schema_that_answers_must_fit(string format, string? schema, bool isStrict) =>
        Assert.Equal(schema is null ? null : new(schema, isStrict), Read(format));

    [Theory]
    [InlineData("{}", "response_format.type", "response_format.type is missing. Give text, json_object or json_schema.")]
    [InlineData(
        """{"type": "yaml"}""", "response_format.type", "response_format.type is \"yaml\". It must be one of: text, json_object, json_schema.")]
    [InlineData(
        """{"type": "json_schema"}""", "response_format.json_schema.schema", "response_format.json_schema.schema is missing. Give the schema of the answer.")]
    [InlineData(
        """{"type": "json_schema", "json_schema": {"schema": 3}}""",
        "response_format.json_schema.schema",
        "response_format.json_schema.schema is not a schema. Give an object.")]
    public void A_format_that_is_not_valid_is_refused(string format, string parameter, string message)
    {
        var refused = Assert.Throws<ParameterException>(() => Read(format));
        Assert.Equal((parameter, "invalid_value", message), (refused.Parameter, refused.Code, refused.Message));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void What_is_not_enforced_is_refused_by_its_name(bool strict)
    {
        var refused = Assert.Throws<ParameterException>(() => Read(
            $$"""{"type": "json_schema", "json_schema": {"strict": {{(strict ? "true" : "false")}}, "schema": {"properties": {"n": {"not": {} } } } } }"""));
        Assert.Equal(("response_format.json_schema.schema.properties.n.not", "unsupported_value"), (refused.Parameter, refused.Code));
        Assert.StartsWith("response_format.json_schema.schema.properties.n.not is not enforced.", refused.Message, StringComparison.Ordinal);
    }

    private static AnswerSchema? Read(string json)
    {
        using var document = JsonDocument.Parse(json);
        return ResponseFormatReader.Read(document.RootElement);
    }
}
