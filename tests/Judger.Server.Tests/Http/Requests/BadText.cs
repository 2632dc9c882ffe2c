using System.Text;
using Judger.Protocol;

namespace Judger.Server.Tests.Http.Requests;

/// <summary>Texts that JSON readers accept and strings do not, and every member of a question that one can stand in.</summary>
internal static class BadText
{
    /// <summary>Marks a path whose bad text is a member's name.</summary>
    public const string NameOf = "<name>";

    private const string Place = "@@";

    /// <summary>Bytes that are not UTF-8: a lone byte, an overlong zero, a surrogate, beyond Unicode, and a character that is cut off.</summary>
    public static byte[][] Bytes { get; } = [[0xFF], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xE2, 0x82]];

    /// <summary>The same, and halves of surrogate pairs as JSON escapes them.</summary>
    public static byte[][] InJson { get; } =
        [.. Bytes, .. new[] { @"\ud800", @"a\udc00b", @"\udc00\ud800", @"\uD83Dx", @"\uD83D\u0041" }.Select(Encoding.ASCII.GetBytes)];

    /// <summary>Every member of a question's JSON, with the JSON of the top-level member in which a placeholder stands for its text.</summary>
    public static IEnumerable<(string Path, string Member, string Json)> QuestionMembers() => Properties(typeof(QuestionBody))
        .SelectMany(property => Places(property.Type).Select(place => ($"{property.Name}{place.Path}", property.Name, place.Json)));

    /// <summary>JSON in which the placeholder is replaced by a bad text.</summary>
    public static byte[] Fill(string json, byte[] bad)
    {
        var at = json.IndexOf(Place, StringComparison.Ordinal);
        return [.. Encoding.UTF8.GetBytes(json[..at]), .. bad, .. Encoding.UTF8.GetBytes(json[(at + Place.Length)..])];
    }

    private static IEnumerable<(string Path, string Json)> Places(Type type)
    {
        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyList<>))
            return Places(type.GetGenericArguments()[0]).Select(place => ($"[0]{place.Path}", $"[{place.Json}]"));
        if (type.IsEnum || type.Namespace != typeof(QuestionBody).Namespace) return [("", $"\"{Place}\"")];
        return Properties(type)
            .SelectMany(property => Places(property.Type).Select(place => ($".{property.Name}{place.Path}", $"{{\"{property.Name}\": {place.Json}}}")))
            .Append((NameOf, $"{{\"{Place}\": 1}}"));
    }

    private static IEnumerable<(string Name, Type Type)> Properties(Type type) =>
        JsonFormat.Questions.GetTypeInfo(type).Properties.Select(property => (property.Name, property.PropertyType));
}
