using System.Text;
using System.Text.Json;

namespace Judger.Experts.OpenAI;

/// <summary>
/// Reads chat completions. Only the reply itself is needed, so what servers leave out or write in another form (created, usage, finish_reason, content as a
/// list of parts) is no reason to drop it. The SDK's parser is stricter.
/// </summary>
internal static class ChatReplyReader
{
    /// <summary>Reads a completion.</summary>
    /// <exception cref="FormatException">A field that is needed cannot be read; the message names it.</exception>
    public static ChatReply Read(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object) throw Wrong("the response", root, "an object");
        var choices = Member(root, "choices") ?? throw new FormatException("choices is missing");
        if (choices.ValueKind != JsonValueKind.Array) throw Wrong("choices", choices, "a list");
        if (choices.GetArrayLength() == 0) throw new FormatException("choices is empty");
        var choice = choices[0];
        if (choice.ValueKind != JsonValueKind.Object) throw Wrong("choices[0]", choice, "an object");
        var message = Member(choice, "message") ?? throw new FormatException("choices[0].message is missing");
        if (message.ValueKind != JsonValueKind.Object) throw Wrong("choices[0].message", message, "an object");
        var text = new StringBuilder();
        var refusal = new StringBuilder(Text(message, "refusal"));
        if (Member(message, "content") is { } content) Read(content, "choices[0].message.content", text, refusal);
        return new(
            text.ToString(),
            string.IsNullOrWhiteSpace(refusal.ToString()) ? null : refusal.ToString(),
            Text(choice, "finish_reason"),
            Text(root, "model"),
            Usage(root));
    }

    private static void Read(JsonElement content, string name, StringBuilder text, StringBuilder refusal)
    {
        switch (content.ValueKind)
        {
            case JsonValueKind.String:
                text.Append(content.GetString());
                break;
            case JsonValueKind.Array:
                var index = 0;
                foreach (var part in content.EnumerateArray()) ReadPart(part, $"{name}[{index++}]", text, refusal);
                break;
            case JsonValueKind.Object:
                ReadPart(content, name, text, refusal);
                break;
            default:
                throw Wrong(name, content, "text, a list of parts or null");
        }
    }

    private static void ReadPart(JsonElement part, string name, StringBuilder text, StringBuilder refusal)
    {
        if (part.ValueKind == JsonValueKind.String)
        {
            text.Append(part.GetString());
            return;
        }

        if (part.ValueKind != JsonValueKind.Object) throw Wrong(name, part, "a part with text");
        var type = Text(part, "type") ?? "text";
        if (IsThought(type)) return;
        if (Text(part, "refusal") is { } refused) refusal.Append(refused);
        else if (Text(part, "text") is { } words) text.Append(words);
        else if (Member(part, "text") is { ValueKind: JsonValueKind.Object } nested && Text(nested, "value") is { } value) text.Append(value);
        else if (type is "text" or "output_text") throw new FormatException($"{name}.text is missing or is not text");
    }

    private static bool IsThought(string type) =>
        type.Contains("think", StringComparison.OrdinalIgnoreCase) || type.Contains("reason", StringComparison.OrdinalIgnoreCase);

    private static ExpertSpending Usage(JsonElement root)
    {
        if (Member(root, "usage") is not { ValueKind: JsonValueKind.Object } usage) return new(1, 0, 0);
        return new(1, Count(usage, "prompt_tokens", "input_tokens"), Count(usage, "completion_tokens", "output_tokens"));
    }

    private static int Count(JsonElement usage, string name, string otherName)
    {
        if ((Member(usage, name) ?? Member(usage, otherName)) is not { ValueKind: JsonValueKind.Number } value) return 0;
        return value.TryGetDouble(out var count) && count is > 0 and < int.MaxValue ? (int)count : 0;
    }

    // A member that is null is one that is not there.
    private static JsonElement? Member(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    private static string? Text(JsonElement element, string name) =>
        Member(element, name) is { ValueKind: JsonValueKind.String } value ? value.GetString() : null;

    private static FormatException Wrong(string name, JsonElement found, string expected) =>
        new($"{name} is {Kind(found)} where {expected} is expected");

    private static string Kind(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "a list",
        JsonValueKind.String => "text",
        JsonValueKind.Number => "a number",
        JsonValueKind.Null => "null",
        _ => "true or false",
    };
}
