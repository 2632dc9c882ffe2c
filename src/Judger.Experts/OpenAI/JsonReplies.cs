using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Judger.Experts.OpenAI;

/// <summary>
/// The JSON objects in a model's text. Servers without structured output put them in code fences, between words, behind other objects, or inside of them.
/// </summary>
internal sealed partial class JsonReplies
{
    private const int MaxLength = 64 << 10;
    private const int MaxStarts = 64;
    private static readonly JsonDocumentOptions Options = new() { MaxDepth = 16, AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip };

    private readonly List<JsonElement> _objects = [];

    public JsonReplies(string text)
    {
        if (text.Length > MaxLength) text = text[..MaxLength];

        // JSON may spell half of a surrogate pair, which is no text: reading it would throw.
        text = Escape().Replace(text, match => match.Groups["half"].Success ? @"\ufffd" : match.Value);
        var rest = new StringBuilder();
        var from = 0;
        var starts = 0;
        for (var at = text.IndexOf('{', StringComparison.Ordinal); at >= 0 && starts < MaxStarts; starts++)
        {
            var end = End(text, at);
            if (end > 0 && TryParse(text.AsMemory(at, end - at)) is { } found)
            {
                Add(found, depth: 0);
                rest.Append(text, from, at - from).Append('\n');
                from = end;
            }
            else
            {
                end = at + 1;
            }

            at = text.IndexOf('{', end);
        }

        Rest = rest.Append(text, from, text.Length - from).ToString();
    }

    /// <summary>The text outside of the objects.</summary>
    public string Rest { get; }

    /// <summary>The members of this name, whatever its letter case, with the object that each belongs to, in the order of the text.</summary>
    public IEnumerable<(JsonElement Value, JsonElement Owner)> Members(string name) =>
        _objects.SelectMany(owner => owner.EnumerateObject()
            .Where(member => member.Name.Trim().Equals(name, StringComparison.OrdinalIgnoreCase)).Select(member => (member.Value, owner)));

    /// <summary>True where the text holds a member of this name that is not part of valid JSON, such as that of an object that was cut off.</summary>
    public bool HasBroken(string name) =>
        Name().Matches(Rest).Any(match => match.Groups["name"].ValueSpan.Equals(name, StringComparison.OrdinalIgnoreCase));

    // Objects inside of objects, lists and texts count as objects of the reply.
    private void Add(JsonElement element, int depth)
    {
        if (depth > Options.MaxDepth) return;
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                _objects.Add(element);
                foreach (var member in element.EnumerateObject()) Add(member.Value, depth + 1);
                break;
            case JsonValueKind.Array:
                foreach (var item in element.EnumerateArray()) Add(item, depth + 1);
                break;
            case JsonValueKind.String when element.GetString()!.Trim() is ['{', .., '}'] text && TryParse(text.AsMemory()) is { } inner:
                Add(inner, depth + 1);
                break;
        }
    }

    private static JsonElement? TryParse(ReadOnlyMemory<char> text)
    {
        try
        {
            using var document = JsonDocument.Parse(text, Options);
            return document.RootElement.Clone();
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>The place after the brace that closes the one at <paramref name="start"/>; -1 where none does.</summary>
    private static int End(string text, int start)
    {
        var depth = 0;
        var isInText = false;
        for (var at = start; at < text.Length; at++)
        {
            switch (text[at])
            {
                case '\\' when isInText:
                    at++;
                    break;
                case '"':
                    isInText = !isInText;
                    break;
                case '{' when !isInText:
                    depth++;
                    break;
                case '}' when !isInText && --depth == 0:
                    return at + 1;
            }
        }

        return -1;
    }

    // From the left, so that an escaped backslash is none of a following escape's.
    [GeneratedRegex(
        """\\(?:u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|(?<half>u[dD][89a-fA-F][0-9a-fA-F]{2})|.)""",
        RegexOptions.CultureInvariant | RegexOptions.Singleline)]
    private static partial Regex Escape();

    [GeneratedRegex("""\\?["'](?<name>\w{1,40})\\?["']\s*:""", RegexOptions.CultureInvariant)]
    private static partial Regex Name();
}
