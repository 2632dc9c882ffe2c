using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Judger.Experts.OpenAI;

/// <summary>The error in a server's response, whichever form the server gives it.</summary>
internal sealed partial class ServerError
{
    private const int MaxBody = 64 << 10;

    private ServerError(string text, JsonElement? json)
    {
        IsJson = json is not null;
        if (json is not { } root)
        {
            // A web page says nothing to a reader of logs.
            Message = text.Contains('<', StringComparison.Ordinal) ? "" : text.Trim();
            Words = text;
            return;
        }

        var error = Member(root, "error") is { ValueKind: JsonValueKind.Object } inner ? inner : root;
        Code = Text(error, "code") ?? Text(error, "type") ?? Text(root, "code");
        Parameter = Text(error, "param") is { } named && named is not ("None" or "null") ? named : null;
        Message = First(error) ?? (error.ValueKind == JsonValueKind.Object ? First(root) : null) ?? Text(root, "error") ?? Code ?? "";
        var words = new StringBuilder();
        Collect(root, words);
        Words = EchoedInput().Replace(words.ToString(), "");
    }

    /// <summary>What the server says; empty where it says nothing.</summary>
    public string Message { get; }

    /// <summary>Its code or type, where it gives one.</summary>
    public string? Code { get; }

    /// <summary>The parameter that it names as the cause, where it does.</summary>
    public string? Parameter { get; }

    /// <summary>True where the response is JSON, as an API's is.</summary>
    public bool IsJson { get; }

    /// <summary>All names and texts of the error, without those that repeat the request.</summary>
    public string Words { get; }

    /// <summary>True where the model is not there or its name is wrong.</summary>
    public bool IsAboutTheModel => Code is "model_not_found" or "DeploymentNotFound" || ModelProblem().IsMatch(Words);

    /// <summary>Reads a response of any content.</summary>
    public static ServerError Read(BinaryData? body)
    {
        var text = body is null ? "" : Encoding.UTF8.GetString(body.ToMemory().Span[..Math.Min(body.ToMemory().Length, MaxBody)]);
        try
        {
            using var document = JsonDocument.Parse(text);
            var root = document.RootElement;
            if (root.ValueKind == JsonValueKind.Array && root.GetArrayLength() > 0) root = root[0];
            return new(text, root.ValueKind is JsonValueKind.Object or JsonValueKind.String ? root.Clone() : null);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // Not JSON, or with half of a surrogate pair, which cannot be read as text.
            return new(text, null);
        }
    }

    private static JsonElement? Member(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) ? value : null;

    private static string? Text(JsonElement element, string name) => Member(element, name) switch
    {
        { ValueKind: JsonValueKind.String } value => value.GetString() is { Length: > 0 } text ? text : null,
        { ValueKind: JsonValueKind.Number } value => value.GetRawText(),
        _ => null,
    };

    // FastAPI gives a list of {loc, msg}.
    private static string? First(JsonElement element) => element.ValueKind == JsonValueKind.String ? element.GetString()
        : Text(element, "message") ?? Text(element, "msg") ?? Text(element, "detail") ?? Text(element, "title") ?? Member(element, "detail") switch
        {
            { ValueKind: JsonValueKind.Array } list when list.GetArrayLength() > 0 => Located(list[0]),
            { ValueKind: JsonValueKind.Object } detail => First(detail),
            _ => null,
        };

    private static string? Located(JsonElement problem) => Member(problem, "loc") is { ValueKind: JsonValueKind.Array } place
        ? $"{string.Join('.', place.EnumerateArray())}: {Text(problem, "msg")}"
        : First(problem);

    private static void Collect(JsonElement element, StringBuilder words)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (var property in element.EnumerateObject())
                {
                    // What the caller sent is not what is wrong with it.
                    if (property.Name is "input" or "ctx" or "url" or "request" or "body" or "messages") continue;
                    words.Append(property.Name).Append(' ');
                    Collect(property.Value, words);
                }

                break;
            case JsonValueKind.Array:
                foreach (var item in element.EnumerateArray()) Collect(item, words);
                break;
            case JsonValueKind.String:
                words.Append(element.GetString()).Append('\n');
                break;
        }
    }

    // Pydantic's errors as text, as older vLLM gives them.
    [GeneratedRegex("""'input':.*?(?='(?:type|loc|ctx|url)':|$)""", RegexOptions.Singleline | RegexOptions.CultureInvariant)]
    private static partial Regex EchoedInput();

    [GeneratedRegex("""
        \b (?:invalid|unknown|unrecognized|unsupported|no\ such) \s+ (?:model|deployment)\b (?! \s+ (?:output|input|parameter|setting) )
        | \b not\ a\ valid\ (?:model|deployment) \b
        | \b (?:model|deployment)\b [^.\n]{0,160}? \b (?: not\ found | (?:does|do)\ not\ exist | (?:does|do)n['’]t\ exist
          | not\ available | has\ been\ (?:deprecated|retired) | not\ loaded )
        """, RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex ModelProblem();
}
