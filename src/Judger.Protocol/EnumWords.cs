using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace Judger.Protocol;

/// <summary>The words by which the values of an enumeration travel: snake_case.</summary>
public static class EnumWords
{
    /// <summary>All words of an enumeration, in its order.</summary>
    public static IReadOnlyList<string> Of(Type type)
    {
        ArgumentNullException.ThrowIfNull(type);
        return [.. Enum.GetNames(type).Select(JsonNamingPolicy.SnakeCaseLower.ConvertName)];
    }

    /// <summary>Reads a word; upper and lower case are the same.</summary>
    public static bool TryParse<T>(string word, [NotNullWhen(true)] out T? value)
        where T : struct, Enum
    {
        var index = Of(typeof(T)).ToList().FindIndex(known => known.Equals(word, StringComparison.OrdinalIgnoreCase));
        value = index < 0 ? null : Enum.GetValues<T>()[index];
        return value is not null;
    }
}
