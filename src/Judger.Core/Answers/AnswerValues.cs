using System.Text.Json;

namespace Judger.Core.Answers;

/// <summary>What an answer says that is JSON: its values, however they are written.</summary>
public static class AnswerValues
{
    /// <summary>
    /// An answer as a judge reads it: <c>4</c> for <c>{"count":4}</c>, <c>count: 4, colors: red and blue</c> for more than one value. An answer that is not an
    /// object, a list or a string of JSON is given as it is.
    /// </summary>
    public static string InWords(string answer)
    {
        ArgumentNullException.ThrowIfNull(answer);
        return TryRead(answer, out var value) ? Words(value) : answer;
    }

    /// <summary>The text of an answer that is a string of JSON; other answers as they are.</summary>
    public static string WithoutQuotes(string answer)
    {
        ArgumentNullException.ThrowIfNull(answer);
        return TryRead(answer, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : answer;
    }

    /// <summary>An object or a list; others are compared as the words that they are.</summary>
    internal static bool TryReadContainer(string answer, out JsonElement value) =>
        TryRead(answer, out value) && value.ValueKind is JsonValueKind.Object or JsonValueKind.Array;

    /// <summary>Whether two values are the same: members in any order, numbers as numbers, texts as short answers.</summary>
    internal static bool AreSame(JsonElement a, JsonElement b)
    {
        if (a.ValueKind != b.ValueKind) return false;
        switch (a.ValueKind)
        {
            case JsonValueKind.Object:
                var (ofA, ofB) = (Members(a), Members(b));
                return ofA.Count == ofB.Count && ofA.All(member => ofB.TryGetValue(member.Key, out var other) && AreSame(member.Value, other));
            case JsonValueKind.Array:
                return a.GetArrayLength() == b.GetArrayLength() && a.EnumerateArray().Zip(b.EnumerateArray()).All(pair => AreSame(pair.First, pair.Second));
            case JsonValueKind.String:
                return AnswerNormalizer.Normalize(a.GetString()!) == AnswerNormalizer.Normalize(b.GetString()!);
            default:
                return JsonElement.DeepEquals(a, b);
        }
    }

    private static bool TryRead(string answer, out JsonElement value)
    {
        value = default;
        if (answer.AsSpan().TrimStart() is not ['{' or '[' or '"', ..]) return false;
        try
        {
            using var document = JsonDocument.Parse(answer);
            value = document.RootElement.Clone();
            return true;
        }
        catch (JsonException)
        {
            // It was cut off, or only begins like JSON.
            return false;
        }
    }

    private static string Words(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object when Members(value) is { Count: 1 } only => Words(only.First().Value),
        JsonValueKind.Object => string.Join(", ", Members(value).Select(member => $"{member.Key}: {Words(member.Value)}")),
        JsonValueKind.Array when value.GetArrayLength() == 0 => "none",
        JsonValueKind.Array => string.Join(" and ", value.EnumerateArray().Select(Words)),
        JsonValueKind.String => value.GetString()!,
        JsonValueKind.True => "yes",
        JsonValueKind.False => "no",
        JsonValueKind.Null => "none",
        _ => value.GetRawText(),
    };

    // Of a name that is written twice the last value counts, as readers have it.
    private static Dictionary<string, JsonElement> Members(JsonElement value)
    {
        var members = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (var member in value.EnumerateObject()) members[member.Name] = member.Value;
        return members;
    }
}
