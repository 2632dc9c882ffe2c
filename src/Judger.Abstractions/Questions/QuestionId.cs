using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;

namespace Judger;

/// <summary>
/// The id of a question, chosen by whoever asks: 1 to 128 letters, digits, dots, dashes and underscores, because it is a part of a path. In the cluster it may
/// stand in a scope, <c>scope/id</c>, so that holders of different keys do not share ids.
/// </summary>
[GenerateSerializer(IncludePrimaryConstructorParameters = false), Immutable, Alias("judger.QuestionId"), JsonConverter(
    typeof(ParsableJsonConverter<QuestionId>))]
public readonly partial record struct QuestionId : IParsable<QuestionId>
{
    [Id(0)]
    private readonly string? _value;

    private QuestionId(string value) => _value = value;

    /// <summary>An id that nobody has used.</summary>
    public static QuestionId New() => new(Guid.NewGuid().ToString("N"));

    /// <summary>The id without its scope.</summary>
    public string Name => ToString() is var value && value.LastIndexOf('/') is >= 0 and var end ? value[(end + 1)..] : value;

    /// <summary>The same id in a scope; null for none.</summary>
    public QuestionId InScope(string? scope) => scope is null ? this : new($"{scope}/{this}");

    /// <summary>Reads an id, with its scope where it has one.</summary>
    /// <exception cref="FormatException">The text is not an id.</exception>
    public static QuestionId Parse(string s, IFormatProvider? provider = null) =>
        TryParse(s, provider, out var id)
            ? id
            : throw new FormatException("A question's id is 1 to 128 letters, digits, dots, dashes and underscores, and not only one or two dots.");

    /// <inheritdoc cref="Parse"/>
    public static bool TryParse([NotNullWhen(true)] string? s, out QuestionId result) => TryParse(s, null, out result);

    /// <inheritdoc cref="Parse"/>
    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out QuestionId result)
    {
        var isId = s is not null && Form().IsMatch(s);
        result = isId ? new(s!) : default;
        return isId;
    }

    /// <summary>Reads an id that a caller chose, which has no scope.</summary>
    public static bool TryParseName([NotNullWhen(true)] string? s, out QuestionId result)
    {
        result = default;
        return s?.Contains('/', StringComparison.Ordinal) != true && TryParse(s, null, out result);
    }

    /// <summary>The id, with its scope where it has one.</summary>
    public override string ToString() => _value ?? "";

    [GeneratedRegex(@"^(?:.{1,512}/)?(?!\.{1,2}\z)[A-Za-z0-9._-]{1,128}\z")]
    private static partial Regex Form();
}
