using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Judger.Server;

/// <summary>
/// The form that <c>response_format</c> asks for: text, a JSON object with the answer in <c>answer</c>, or an object of a schema with one property that an answer fits
/// into. The model writes answers in words; they are converted, not generated under a grammar.
/// </summary>
internal sealed class AnswerFormat
{
    private const string DefaultProperty = "answer";

    private readonly string? _property;
    private readonly string? _type;
    private readonly IReadOnlyList<string>? _choices;

    private AnswerFormat(string? property, string? type = null, IReadOnlyList<string>? choices = null) => (_property, _type, _choices) = (property, type, choices);

    public static AnswerFormat Text { get; } = new(null);

    /// <exception cref="ParameterException">The format is none, or its schema is one that answers do not fit into.</exception>
    public static AnswerFormat Read(JsonElement format)
    {
        var type = format.ValueKind == JsonValueKind.Object && format.TryGetProperty("type", out var named) && named.ValueKind == JsonValueKind.String ? named.GetString() : null;
        return type switch
        {
            "text" => Text,
            "json_object" => new(DefaultProperty),
            "json_schema" => OfSchema(format),
            _ => throw ParameterException.Value("response_format.type", "response_format.type is none; give text, json_object or json_schema."),
        };
    }

    /// <summary>The message's content; null where the answer does not fit, which the refusal then says.</summary>
    public (string? Content, string? Refusal) Render(string answer)
    {
        if (_property is null) return (answer, null);
        return Value(answer.Trim()) is { } value
            ? (new JsonObject { [_property] = value }.ToJsonString(), null)
            : (null, $"The answer is \"{answer}\", which is no {(_choices is null ? _type : $"one of {string.Join(", ", _choices)}")}.");
    }

    private JsonValue? Value(string answer)
    {
        if (_choices is not null) return _choices.FirstOrDefault(choice => choice.Equals(answer, StringComparison.OrdinalIgnoreCase)) is { } chosen ? JsonValue.Create(chosen) : null;
        return _type switch
        {
            "integer" => long.TryParse(answer, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole) ? JsonValue.Create(whole) : null,
            "number" => double.TryParse(answer, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? JsonValue.Create(number) : null,
            "boolean" => answer.ToLowerInvariant().TrimEnd('.') switch { "yes" or "true" => JsonValue.Create(true), "no" or "false" => JsonValue.Create(false), _ => null },
            _ => JsonValue.Create(answer),
        };
    }

    private static AnswerFormat OfSchema(JsonElement format)
    {
        const string Where = "response_format.json_schema.schema";
        if (!format.TryGetProperty("json_schema", out var named) || named.ValueKind != JsonValueKind.Object || !named.TryGetProperty("schema", out var schema)
            || schema.ValueKind != JsonValueKind.Object || !schema.TryGetProperty("properties", out var properties) || properties.ValueKind != JsonValueKind.Object)
            throw ParameterException.Value(Where, $"{Where} is not there, or is no object with properties.");
        if (properties.EnumerateObject().Count() != 1) throw ParameterException.Unsupported(Where, $"{Where} has not exactly one property; an answer fills one.");
        var property = properties.EnumerateObject().First();
        if (property.Value.ValueKind != JsonValueKind.Object) throw ParameterException.Value(Where, $"{Where}.properties.{property.Name} is no schema.");
        if (property.Value.TryGetProperty("enum", out var values) && values.ValueKind == JsonValueKind.Array && values.EnumerateArray().All(value => value.ValueKind == JsonValueKind.String))
            return new(property.Name, "string", [.. values.EnumerateArray().Select(value => value.GetString()!)]);
        var type = property.Value.TryGetProperty("type", out var kind) && kind.ValueKind == JsonValueKind.String ? kind.GetString() : null;
        return type is "string" or "integer" or "number" or "boolean"
            ? new(property.Name, type)
            : throw ParameterException.Unsupported(Where, $"{Where}.properties.{property.Name} is neither string, integer, number, boolean nor an enum of strings.");
    }
}
