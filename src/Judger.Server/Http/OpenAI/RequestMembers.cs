using System.Text.Json;

namespace Judger.Server.Http.OpenAI;

/// <summary>
/// The members of a type of requests, which is the one list of them: readers take members through it, and the description shows the type. So what is read is
/// described.
/// </summary>
/// <typeparam name="T">The type.</typeparam>
internal static class RequestMembers<T>
{
    /// <summary>Their names, in the order of the type.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. ApiFormat.Events.GetTypeInfo(typeof(T)).Properties.Select(property => property.Name)];

    private static readonly HashSet<string> Known = [.. Names];

    /// <summary>Whether the type has a member.</summary>
    public static bool Has(string name) => Known.Contains(name);

    /// <summary>A member's value; undefined where it is not given.</summary>
    /// <param name="value">An object.</param>
    /// <param name="name">The member's name.</param>
    /// <exception cref="ArgumentException">The type has no such member: a defect of the reader.</exception>
    public static JsonElement Of(JsonElement value, string name) =>
        !Has(name) ? throw new ArgumentException($"{typeof(T).Name} has no member {name}.", nameof(name))
        : value.ValueKind == JsonValueKind.Object && value.TryGetProperty(name, out var given) ? given
        : default;

    /// <summary>A member's value; null where it is not given, or given as null.</summary>
    /// <inheritdoc cref="Of"/>
    public static JsonElement? Given(JsonElement value, string name) =>
        Of(value, name) is { ValueKind: not (JsonValueKind.Undefined or JsonValueKind.Null) } given ? given : null;
}
