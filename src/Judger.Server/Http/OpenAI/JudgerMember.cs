using System.Text.Json;
using Judger.Server.Http.Chat;
using Judger.Server.Http.Questions;

namespace Judger.Server.Http.OpenAI;

/// <summary>The member <c>judger</c> of a chat request: how the question is answered, and what of its work the reply shows.</summary>
/// <param name="Options">How the question is answered.</param>
/// <param name="Attended">The index of the image that is looked at more closely, and the member that gives it; null for the last that is shown.</param>
/// <param name="AreStagesWanted">Whether a stream reports stages as they begin and end.</param>
/// <param name="Parts">The long parts of the record that are wanted.</param>
internal sealed record JudgerMember(AskOptions Options, (string Member, int Index)? Attended, bool AreStagesWanted, RecordParts Parts)
{
    private const string Name = "judger";
    private const string Stages = "stages";
    private const string Include = "include";
    private const string AttendedName = "attended";
    private const string ImageIndex = "image_index";

    private static readonly Dictionary<string, RecordParts> ByName = new(StringComparer.Ordinal) { ["map"] = RecordParts.Map, ["tokens"] = RecordParts.Tokens };

    /// <summary>What holds where a request has none.</summary>
    public static JudgerMember Default { get; } = new(new() { Form = AnswerForm.Free }, null, false, RecordParts.None);

    /// <exception cref="ParameterException">A member is unknown or has no valid value.</exception>
    /// <exception cref="QuestionRejectedException">The budget is out of range.</exception>
    public static JudgerMember Read(JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Object) throw ParameterException.Type(Name, "an object");
        if (value.EnumerateObject().Select(property => property.Name).FirstOrDefault(name => !RequestMembers<JudgerParameters>.Has(name)) is { } unknown)
        {
            throw new ParameterException(
                $"{Name}.{unknown}",
                ParameterCodes.Unknown,
                $"Unknown parameter: {Name}.{unknown}. It must be one of: {List(RequestMembers<JudgerParameters>.Names)}.");
        }

        try
        {
            var isByIndex = Given(value, ImageIndex) is not null;
            if (isByIndex && Given(value, AttendedName) is not null)
                throw ParameterException.Value($"{Name}.{ImageIndex}", $"{Name}.{ImageIndex} and {Name}.{AttendedName} mean the same. Give one of them.");
            var asked = value.EnumerateObject()
                .Where(property => property.Name is not (Stages or Include) && property.Value.ValueKind != JsonValueKind.Null)
                .ToDictionary(property => property.Name == ImageIndex ? AttendedName : property.Name, property => property.Value);
            var body = JsonSerializer.SerializeToElement(asked).Deserialize<QuestionBody>(JsonFormat.Questions)!;
            return new(
                body.Options() with { Form = body.Answer ?? AnswerForm.Free },
                body.Attended is { } attended ? (isByIndex ? ImageIndex : AttendedName, attended) : null,
                Given(value, Stages) is { } stages && JsonValues.Flag($"{Name}.{Stages}", stages),
                Given(value, Include) is { } include ? Wanted(include) : RecordParts.None);
        }
        catch (JsonException exception)
        {
            throw ParameterException.Value(Name, JsonMismatch.Describe(exception, typeof(QuestionBody), JsonFormat.Questions, Name));
        }
    }

    /// <summary>The index of the image that is looked at more closely, of so many.</summary>
    /// <exception cref="ParameterException">There is no such image.</exception>
    public int AttendedOf(int images) => Attended is not { } given ? Math.Max(images - 1, 0)
        : given.Index >= 0 && given.Index < images ? given.Index
        : throw ParameterException.Value(
            $"{Name}.{given.Member}", $"{Name}.{given.Member} is {given.Index}. Give the index of one of the {images} images, counted from 0.");

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

    private static JsonElement? Given(JsonElement value, string member) => RequestMembers<JudgerParameters>.Given(value, member);

    private static string List(IEnumerable<string> names) => string.Join(", ", names.Order(StringComparer.Ordinal));
}
