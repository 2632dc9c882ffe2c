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

    /// <summary>The body of a reply; null where there is none.</summary>
    public static JsonNode? Reply(string operation, string status) => Json($"{operation}.{status}.json");

    /// <summary>A stream of events; null where there is none.</summary>
    public static JsonNode? Events(string operation) => Text($"{operation}.events.txt") is { } text ? JsonValue.Create(text) : null;

    private static JsonNode? Json(string name) => Text(name) is { } text ? JsonNode.Parse(text) : null;

    private static string? Text(string name)
    {
        using var stream = typeof(ApiExamples).Assembly.GetManifestResourceStream(Prefix + name);
        if (stream is null) return null;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
