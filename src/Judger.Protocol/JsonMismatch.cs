using System.Collections;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Judger.Protocol;

/// <summary>Says in a caller's words why JSON does not fit what is read: the member, and what it must be. .NET's own messages name .NET's types.</summary>
public static partial class JsonMismatch
{
    /// <summary>One or two sentences.</summary>
    /// <param name="exception">What reading threw. Texts were checked before, by <see cref="JsonTextCheck"/>.</param>
    /// <param name="type">The type that was read.</param>
    /// <param name="options">How it was read.</param>
    /// <param name="name">What callers call the whole, such as <c>options</c>; null for a body, whose members have no prefix.</param>
    public static string Describe(JsonException exception, Type type, JsonSerializerOptions options, string? name = null)
    {
        ArgumentNullException.ThrowIfNull(exception);
        ArgumentNullException.ThrowIfNull(options);
        var whole = name ?? "The body";
        if (exception.InnerException is JsonException || exception.Path is null)
            return $"{whole} is not valid JSON (line {exception.LineNumber + 1 ?? 1}, byte {exception.BytePositionInLine + 1 ?? 1}).";
        var path = exception.Path.TrimStart('$').TrimStart('.');
        if (exception is MemberException { Problem: var problem }) return $"{Prefixed(name, path)} {problem}";
        var at = type;
        foreach (var step in Steps(path))
        {
            if (Inside(at, step, options) is { } inner) at = inner;
            else return $"Unknown member: {Prefixed(name, path)}. It must be one of: {string.Join(", ", Members(at, options))}.";
        }

        return $"{(path.Length == 0 ? whole : Prefixed(name, path))} must be {Wanted(at, options)}.";
    }

    private static string Prefixed(string? name, string path) => name is null ? path : path.StartsWith('[') ? $"{name}{path}" : $"{name}.{path}";

    private static IEnumerable<string> Steps(string path) => Step().Matches(path).Select(match => match.Groups["step"].Value);

    private static Type? Inside(Type type, string step, JsonSerializerOptions options) => step.StartsWith('[')
        ? Element(type)
        : options.GetTypeInfo(Plain(type)).Properties.FirstOrDefault(property => property.Name.Equals(step, StringComparison.OrdinalIgnoreCase))?.PropertyType;

    private static IEnumerable<string> Members(Type type, JsonSerializerOptions options) =>
        options.GetTypeInfo(Plain(type)).Properties.Select(property => property.Name).Order(StringComparer.Ordinal);

    private static string Wanted(Type type, JsonSerializerOptions options) => Plain(type) switch
    {
        { IsEnum: true } words => $"one of: {string.Join(", ", EnumWords.Of(words))}",
        var text when text == typeof(string) => "a string",
        var flag when flag == typeof(bool) => "true or false",
        var whole when whole == typeof(int) || whole == typeof(long) => "a whole number",
        var number when number == typeof(double) => "a number",
        var bytes when bytes == typeof(byte[]) => "a string in base64",
        var box when box == typeof(PixelBox) => "[left, top, right, bottom] in whole pixels",
        var list when Element(list) is { } element => $"a list; each item must be {Wanted(element, options)}",
        _ => "an object",
    };

    private static Type Plain(Type type) => Nullable.GetUnderlyingType(type) ?? type;

    private static Type? Element(Type type) =>
        type != typeof(string) && type.IsAssignableTo(typeof(IEnumerable)) ? type.GetElementType() ?? type.GetGenericArguments()[0] : null;

    // A name that has a dot, a bracket or a space stands in brackets and quotes.
    [GeneratedRegex(@"\['(?<step>.*?)'\](?=[.\[]|$)|(?<step>\[\d+\])|(?<step>[^.\[]+)", RegexOptions.Singleline | RegexOptions.CultureInvariant)]
    private static partial Regex Step();
}
