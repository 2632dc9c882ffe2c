using System.Text.Json;
using Judger.Server.Http.Chat;
using Judger.Server.Http.Questions;

namespace Judger.Server.Http.OpenAI;

/// <summary>The member <c>judger</c> of a chat request: how the question is answered, and what of its work the reply shows.</summary>
/// <param name="Options">How the question is answered.</param>
/// <param name="Attended">The index of the image that is looked at more closely.</param>
/// <param name="AreStagesWanted">Whether a stream reports stages as they begin and end.</param>
/// <param name="Parts">The long parts of the record that are wanted.</param>
internal sealed record JudgerMember(AskOptions Options, int Attended, bool AreStagesWanted, RecordParts Parts)
{
    private const string Name = "judger";
    private const string Stages = "stages";
    private const string Include = "include";

    private static readonly HashSet<string> Members = new(StringComparer.Ordinal)
    {
        "expert", "expert_is_default", "reference_answer", "policy", "look", "max_rounds", "compatible_crop", "crop", "budget_seconds", "final_choice",
        "uncertain_below", "attended",
        Stages, Include,
    };

    private static readonly Dictionary<string, RecordParts> ByName = new(StringComparer.Ordinal) { ["map"] = RecordParts.Map, ["tokens"] = RecordParts.Tokens };

    /// <summary>What holds where a request has none.</summary>
    public static JudgerMember Default { get; } = new(new(), 0, false, RecordParts.None);

    /// <exception cref="ParameterException">A member is unknown or has no valid value.</exception>
    /// <exception cref="QuestionRejectedException">The budget is out of range.</exception>
    public static JudgerMember Read(JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Object) throw ParameterException.Type(Name, "an object");
        if (value.EnumerateObject().Select(property => property.Name).FirstOrDefault(name => !Members.Contains(name)) is { } unknown)
            throw new ParameterException($"{Name}.{unknown}", "unknown_parameter", $"Unknown parameter: {Name}.{unknown}. It must be one of: {List(Members)}.");
        try
        {
            var asked = value.EnumerateObject().Where(property => property.Name is not (Stages or Include))
                .ToDictionary(property => property.Name, property => property.Value);
            var body = JsonSerializer.SerializeToElement(asked).Deserialize<QuestionBody>(JsonFormat.Questions)!;
            return new(
                body.Options(),
                body.Attended ?? 0,
                Given(value, Stages) is { } stages && JsonValues.Flag($"{Name}.{Stages}", stages),
                Given(value, Include) is { } include ? Wanted(include) : RecordParts.None);
        }
        catch (JsonException exception)
        {
            throw ParameterException.Value(Name, JsonMismatch.Describe(exception, typeof(QuestionBody), JsonFormat.Questions, Name));
        }
    }

    private static RecordParts Wanted(JsonElement include)
    {
        const string Place = $"{Name}.{Include}";
        if (include.ValueKind != JsonValueKind.Array) throw ParameterException.Type(Place, "a list of strings");
        var parts = RecordParts.None;
        foreach (var name in include.EnumerateArray().Select(item => JsonValues.Text(Place, item)))
        {
            parts |= ByName.TryGetValue(name, out var part)
                ? part
                : throw ParameterException.Value(Place, $"{Place} has \"{name}\". It must be a list of: {List(ByName.Keys)}.");
        }

        return parts;
    }

    private static JsonElement? Given(JsonElement value, string member) =>
        value.TryGetProperty(member, out var given) && given.ValueKind != JsonValueKind.Null ? given : null;

    private static string List(IEnumerable<string> names) => string.Join(", ", names.Order(StringComparer.Ordinal));
}
