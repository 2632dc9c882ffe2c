using System.Text.Json.Nodes;

namespace Judger.Server.Http.Description;

/// <summary>
/// The examples of the description: files of this assembly, named by an operation's id and what they are. The embedded model answers the requests, so that
/// they work as they are; replies are its own.
/// </summary>
internal static class ApiExamples
{
    private const string Prefix = "Judger.Server.Examples/";

    /// <summary>A request's body; null where there is none.</summary>
    public static JsonNode? Request(string operation) => Json($"{operation}.request.json");

    /// <summary>The fields of a form; null where there is none.</summary>
    public static JsonNode? Form(string operation) => Json($"{operation}.form.json");

    /// <summary>The body of a reply; null where there is none.</summary>
    public static JsonNode? Reply(string operation, string status) => Json($"{operation}.{status}.json");

    /// <summary>The text of a reply; null where there is none.</summary>
    public static JsonNode? ReplyText(string operation, string status) => Value($"{operation}.{status}.txt");

    /// <summary>A stream of events; null where there is none.</summary>
    public static JsonNode? Events(string operation) => Value($"{operation}.events.txt");

    private static JsonValue? Value(string name) => Text(name) is { } text ? JsonValue.Create(text.TrimEnd('\n')) : null;

    private static JsonNode? Json(string name) => Text(name) is { } text ? JsonNode.Parse(text) : null;

    private static string? Text(string name)
    {
        using var stream = typeof(ApiExamples).Assembly.GetManifestResourceStream(Prefix + name);
        if (stream is null) return null;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
