using System.Text.Json;
using Judger.Server.Http.Chat;

namespace Judger.Server.Http.OpenAI;

/// <summary>
/// Reads OpenAI's <c>response_format</c>: text, a JSON object with the answer in <c>answer</c>, or a JSON schema of an object with one property that an answer
/// fits into.
/// </summary>
internal static class ResponseFormatReader
{
    private const string DefaultProperty = "answer";
    private const string Parameter = "response_format.type";
    private const string Schema = "response_format.json_schema.schema";

    /// <exception cref="ParameterException">The format is not valid, or an answer does not fit into its schema.</exception>
    public static AnswerFormat Read(JsonElement format)
    {
        var type = format.ValueKind == JsonValueKind.Object && format.TryGetProperty("type", out var named) && named.ValueKind == JsonValueKind.String
            ? named.GetString()
            : null;
        return type switch
        {
            "text" => AnswerFormat.Text,
            "json_object" => AnswerFormat.Object(DefaultProperty, AnswerType.String),
            "json_schema" => OfSchema(format),
            null => throw ParameterException.Value(Parameter, $"{Parameter} is missing. Give text, json_object or json_schema."),
            _ => throw ParameterException.Value(Parameter, $"{Parameter} is \"{type}\". It must be one of: text, json_object, json_schema."),
        };
    }

    private static AnswerFormat OfSchema(JsonElement format)
    {
        if (!format.TryGetProperty("json_schema", out var named) || named.ValueKind != JsonValueKind.Object || !named.TryGetProperty("schema", out var schema)
            || schema.ValueKind != JsonValueKind.Object || !schema.TryGetProperty("properties", out var properties)
            || properties.ValueKind != JsonValueKind.Object)
            throw ParameterException.Value(Schema, $"{Schema} is missing or has no properties. Give the schema of an object with one property.");
        if (properties.EnumerateObject().Count() != 1)
            throw ParameterException.Unsupported(Schema, $"{Schema} must have exactly one property; an answer is one value.");
        var property = properties.EnumerateObject().First();
        var name = $"{Schema}.properties.{property.Name}";
        if (property.Value.ValueKind != JsonValueKind.Object) throw ParameterException.Value(Schema, $"{name} is not a JSON schema.");
        if (IsStrict(named)) StrictSchema.Check(Schema, schema, property);
        if (property.Value.TryGetProperty("enum", out var values) && values.ValueKind == JsonValueKind.Array
            && values.GetArrayLength() > 0 && values.EnumerateArray().All(value => value.ValueKind == JsonValueKind.String))
            return AnswerFormat.OneOf(property.Name, [.. values.EnumerateArray().Select(value => value.GetString()!)]);
        var type = property.Value.TryGetProperty("type", out var kind) && kind.ValueKind == JsonValueKind.String ? kind.GetString() : null;
        return AnswerFormat.Object(property.Name, type switch
        {
            "string" => AnswerType.String,
            "integer" => AnswerType.Integer,
            "number" => AnswerType.Number,
            "boolean" => AnswerType.Boolean,
            _ => throw ParameterException.Unsupported(Schema, $"{name} must be a string, an integer, a number, a boolean or an enum of strings."),
        });
    }

    private static bool IsStrict(JsonElement named) => named.TryGetProperty("strict", out var strict) && strict.ValueKind != JsonValueKind.Null
        && JsonValues.Flag("response_format.json_schema.strict", strict);
}
