using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace Judger.Protocol;

/// <summary>
/// Finds texts that JSON readers accept and strings do not: half of a surrogate pair (<c>"\ud800"</c>) and bytes that are not UTF-8, in values and in names. A
/// reader throws on them only when the string is asked for, and not as on JSON that is malformed. So whoever reads JSON from outside checks it here first.
/// </summary>
public static class JsonTextCheck
{
    private static readonly Encoding Strict = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The first text that is not valid Unicode; null where all are.</summary>
    /// <param name="json">One JSON value as UTF-8, without a byte order mark.</param>
    /// <param name="root">What the whole is called; empty where its members have no prefix.</param>
    /// <exception cref="JsonException">It is not valid JSON. Where nothing in it can be an invalid text, that is not looked at.</exception>
    public static JsonProblem? Find(ReadOnlySpan<byte> json, string root = "") =>
        MayBeInvalid(json) ? Walk(json, root, StringComparer.Ordinal, refuseRepeated: false) : null;

    /// <summary>The first text that is not valid Unicode, or the first member that an object has a second time; null where there is none.</summary>
    /// <param name="json">One JSON value as UTF-8, without a byte order mark.</param>
    /// <param name="root">What the whole is called; empty where its members have no prefix.</param>
    /// <param name="names">When two names are the same, as for whoever reads the JSON afterwards; null for the same letters in the same case.</param>
    /// <param name="limits">How large its parts may be, which is a problem, too; null for no limits.</param>
    /// <exception cref="JsonException">It is not valid JSON.</exception>
    public static JsonProblem? FindOrRepeated(ReadOnlySpan<byte> json, string root = "", StringComparer? names = null, JsonLimits? limits = null) =>
        Walk(json, root, names ?? StringComparer.Ordinal, refuseRepeated: true, limits);

    /// <summary>What is wrong with a text that is not JSON, as a sentence that begins with its name; null where it is valid UTF-8.</summary>
    public static string? Problem(string name, ReadOnlySpan<byte> text)
    {
        if (Utf8.IsValid(text)) return null;
        try
        {
            Strict.GetCharCount(text);
            return null;
        }
        catch (DecoderFallbackException exception)
        {
            return $"{name} is not valid UTF-8 (byte {exception.Index + 1}). Encode it as UTF-8.";
        }
    }

    // Most JSON has neither other bytes than UTF-8 nor escaped surrogates, and need not be walked through.
    private static bool MayBeInvalid(ReadOnlySpan<byte> json)
    {
        if (!Utf8.IsValid(json)) return true;
        for (int at; (at = json.IndexOf("\\u"u8)) >= 0 && at + 3 < json.Length; json = json[(at + 2)..])
        {
            if (json[at + 2] is (byte)'d' or (byte)'D' && json[at + 3] >= (byte)'8') return true;
        }

        return false;
    }

    private static JsonProblem? Walk(ReadOnlySpan<byte> json, string root, StringComparer names, bool refuseRepeated, JsonLimits? limits = null)
    {
        var path = new JsonPath(root, names);
        var reader = new Utf8JsonReader(json);
        var values = 0;
        while (reader.Read())
        {
            path.Enter(reader.TokenType);
            if (limits is not null && TooLarge(path, reader, limits, ref values) is { } large)
                return Found(reader.TokenType == JsonTokenType.String ? path.ToString() : path.Owner, large, json, reader);
            if (reader.TokenType is not (JsonTokenType.PropertyName or JsonTokenType.String)) continue;
            var isName = reader.TokenType == JsonTokenType.PropertyName;
            if (Invalid(ref reader) is { } invalid)
            {
                return Found(isName ? path.Owner : path.ToString(), $"{(isName ? $"A member name in {OwnerOf(path)}" : NameOf(path))} {invalid}", json, reader);
            }

            if (!isName) continue;
            var isNew = path.Name(reader.GetString()!);
            if (!isNew && refuseRepeated) return Found(path.ToString(), $"{path} is given more than once. Give it once.", json, reader);
        }

        return null;
    }

    private static string NameOf(JsonPath path) => path.ToString() is { Length: > 0 } name ? name : "The text";

    private static string OwnerOf(JsonPath path) => path.Owner is { Length: > 0 } named ? named : "the object";

    private static string? TooLarge(JsonPath path, in Utf8JsonReader reader, JsonLimits limits, ref int values)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.PropertyName when reader.ValueSpan.Length > limits.NameBytes:
                return $"A member name in {OwnerOf(path)} has {reader.ValueSpan.Length:N0} bytes; the limit is {limits.NameBytes}. Shorten it.";
            case JsonTokenType.PropertyName:
                return path.Members < limits.Members ? null : $"{Capital(OwnerOf(path))} has more than {limits.Members:N0} members. Send fewer.";
            case JsonTokenType.EndObject or JsonTokenType.EndArray:
                return null;
            case JsonTokenType.String when reader.ValueSpan.Length > limits.TextBytes && !(path.Member is { } member && limits.Pictures.Contains(member)):
                return $"{NameOf(path)} has {reader.ValueSpan.Length:N0} bytes; the limit is {limits.TextBytes:N0}. Shorten it.";
            default:
                return ++values <= limits.Values ? null : $"There are more than {limits.Values:N0} values in the JSON. Send fewer.";
        }

        static string Capital(string text) => text.StartsWith("the ", StringComparison.Ordinal) ? $"T{text[1..]}" : text;
    }

    private static string? Invalid(ref Utf8JsonReader reader)
    {
        if (!Utf8.IsValid(reader.ValueSpan)) return "is not valid UTF-8. Encode it as UTF-8.";
        if (!reader.ValueIsEscaped) return null;
        try
        {
            reader.GetString();
            return null;
        }
        catch (InvalidOperationException)
        {
            return "has half of a surrogate pair (an escape such as \\ud800 without the other half), which is not a character. Give both halves, or leave it "
                + "out.";
        }
    }

    private static JsonProblem Found(string path, string message, ReadOnlySpan<byte> json, in Utf8JsonReader reader) =>
        new(path, 1 + json[..(int)reader.TokenStartIndex].Count((byte)'\n'), message);
}
