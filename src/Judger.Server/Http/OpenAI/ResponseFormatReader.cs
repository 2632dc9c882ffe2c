using System.Text.Json;
using Judger.Inference.Constraints;
using Judger.Server.Http.Chat;
using Judger.Server.Http.OpenAI.Completions;
using Judger.Server.Http.OpenAI.Responses;

namespace Judger.Server.Http.OpenAI;

/// <summary>Reads OpenAI's <c>response_format</c>: text, any JSON object, or JSON of a schema. Answers are held to it while they are generated.</summary>
internal static class ResponseFormatReader
{
    private const string Parameter = "response_format.type";
    private const string Named = "response_format.json_schema";

    /// <summary>What answers must fit; null for any text.</summary>
    /// <exception cref="ParameterException">The format is not valid, or answers cannot be held to its schema.</exception>
    public static AnswerSchema? Read(JsonElement format) => TypeOf(format) switch
    {
        ResponseFormat.AnyText => null,
        ResponseFormat.AnyObject => AnswerSchema.AnyObject,
        ResponseFormat.OfSchema => OfSchema(Named, RequestMembers<ChatFormat>.Of(format, "json_schema")),
        var type => throw Unknown(Parameter, type),
    };

    /// <summary>What answers must fit, where the schema stands beside the type, as in the Responses API.</summary>
    /// <param name="place">Where the format stands.</param>
    /// <param name="format">The format.</param>
    /// <exception cref="ParameterException">The format is not valid, or answers cannot be held to its schema.</exception>
    public static AnswerSchema? ReadFlat(string place, JsonElement format) => TypeOf(format) switch
    {
        ResponseFormat.AnyText => null,
        ResponseFormat.AnyObject => AnswerSchema.AnyObject,
        ResponseFormat.OfSchema => OfSchema(place, format),
        var type => throw Unknown($"{place}.type", type),
    };

    private static string? TypeOf(JsonElement format) =>
        RequestMembers<ChatFormat>.Of(format, "type") is { ValueKind: JsonValueKind.String } named ? named.GetString() : null;

    private static ParameterException Unknown(string place, string? type) => ParameterException.Value(
        place,
        type is null
            ? $"{place} is missing. Give text, json_object or json_schema."
            : $"{place} is \"{type}\". It must be one of: text, json_object, json_schema.");

    private static AnswerSchema OfSchema(string at, JsonElement named)
    {
        if (RequestMembers<ChatSchema>.Of(named, "schema") is not { ValueKind: not JsonValueKind.Undefined } given)
            throw ParameterException.Value($"{at}.schema", $"{at}.schema is missing. Give the schema of the answer.");
        var schema = new AnswerSchema(
            SchemaJson.Compact(given),
            RequestMembers<ChatSchema>.Given(named, "strict") is { } strict && JsonValues.Flag($"{at}.strict", strict));
        if (AnswerGrammars.Problem(schema) is not { } problem) return schema;
        var place = $"{at}.schema{problem.Path}";
        var message = $"{place} {problem.Problem}";
        throw problem.IsUnsupported ? ParameterException.Unsupported(place, message) : ParameterException.Value(place, message);
    }
}
