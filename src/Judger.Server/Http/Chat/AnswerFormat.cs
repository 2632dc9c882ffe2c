using System.Globalization;
using System.Text.Json.Nodes;

namespace Judger.Server.Http.Chat;

/// <summary>
/// The form in which a chat wants its answer: plain text, or a JSON object of one property. The model answers in words; the answer is converted, not generated
/// under a grammar.
/// </summary>
internal sealed class AnswerFormat
{
    private readonly string? _property;
    private readonly AnswerType _type;
    private readonly IReadOnlyList<string>? _choices;

    private AnswerFormat(string? property, AnswerType type, IReadOnlyList<string>? choices = null) => (_property, _type, _choices) = (property, type, choices);

    /// <summary>Plain text.</summary>
    public static AnswerFormat Text { get; } = new(null, AnswerType.String);

    /// <summary>An object whose property has a value of this type.</summary>
    public static AnswerFormat Object(string property, AnswerType type) => new(property, type);

    /// <summary>An object whose property is one of these texts, upper and lower case being the same.</summary>
    public static AnswerFormat OneOf(string property, IReadOnlyList<string> choices) => new(property, AnswerType.String, choices);

    /// <summary>The message's content, or a refusal that says why the answer does not fit; the other one is null.</summary>
    public (string? Content, string? Refusal) Render(string answer)
    {
        if (_property is null) return (answer, null);
        return Value(answer.Trim()) is { } value
            ? (new JsonObject { [_property] = value }.ToJsonString(), null)
            : (null, $"The answer is \"{answer}\". It must be {Wanted}.");
    }

    private string Wanted => _choices is not null ? $"one of: {string.Join(", ", _choices)}" : _type switch
    {
        AnswerType.Integer => "an integer",
        AnswerType.Number => "a number",
        AnswerType.Boolean => "yes, no, true or false",
        _ => "a text",
    };

    private JsonValue? Value(string answer)
    {
        if (_choices is not null)
            return _choices.FirstOrDefault(choice => choice.Equals(answer, StringComparison.OrdinalIgnoreCase)) is { } chosen ? JsonValue.Create(chosen) : null;
        return _type switch
        {
            AnswerType.Integer => long.TryParse(answer, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole)
                ? JsonValue.Create(whole)
                : null,
            AnswerType.Number => double.TryParse(answer, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number)
                ? JsonValue.Create(number)
                : null,
            AnswerType.Boolean => answer.ToLowerInvariant().TrimEnd('.') switch
            {
                "yes" or "true" => JsonValue.Create(true),
                "no" or "false" => JsonValue.Create(false),
                _ => null,
            },
            _ => JsonValue.Create(answer),
        };
    }
}
