using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;

namespace Judger.Protocol;

/// <summary>A question as JSON, or the field <c>options</c> of a form. Members that are not known are an error.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record QuestionBody : QuestionParameters
{
    /// <summary>
    /// The question's id: 1 to 128 letters, digits, dots, dashes and underscores. Absent: the header <c>Idempotency-Key</c>, or a new one. A question that is
    /// sent again with its id is not asked again.
    /// </summary>
    [RegularExpression("^[A-Za-z0-9._-]{1,128}$")]
    public string? Id { get; init; }

    /// <summary>The question.</summary>
    [MaxLength(QuestionLimits.MaxLength)]
    public string? Question { get; init; }

    /// <summary>The image that it is about: its bytes, its digest, or its URL.</summary>
    public QuestionImage? Image { get; init; }

    /// <summary>Further images, shown after the first.</summary>
    [MaxLength(QuestionLimits.MaxImages - 1)]
    public IReadOnlyList<QuestionImage>? OtherImages { get; init; }

    /// <summary>Which image to look at more closely: its index, counted from 0, with <c>image</c> as the first.</summary>
    [Range(0, QuestionLimits.MaxImages - 1), DefaultValue(0)]
    public int? Attended { get; init; }

    /// <summary>How the model is to behave. With the earlier turns at most 262,144 characters.</summary>
    [MaxLength(QuestionLimits.MaxConversationLength)]
    public string? Instructions { get; init; }

    /// <summary>
    /// What was said before, oldest first. Its images are the first of all: <c>image</c>, then <c>other_images</c>. With this list, which may be
    /// empty, the question may have no image.
    /// </summary>
    [MaxLength(QuestionLimits.MaxTurns)]
    public IReadOnlyList<TurnJson>? Turns { get; init; }

    /// <summary>How long answers are meant to be: in a word or a phrase, or as long as they come.</summary>
    [DefaultValue(AnswerForm.Short)]
    public AnswerForm? Answer { get; init; }

    /// <summary>How answers are written.</summary>
    public AnswerOptionsJson? Sampling { get; init; }

    /// <summary>
    /// How the answer comes: in the reply, stage by stage as server-sent events, or by asking later. Absent: by the headers <c>Accept</c> and <c>Prefer</c>.
    /// </summary>
    public AskMode? Mode { get; init; }

    /// <summary>The model: one of <c>GET /v1/models</c>. Absent: the only one that is served.</summary>
    [MaxLength(QuestionLimits.MaxNameLength)]
    public string? Model { get; init; }

    /// <summary>A question about images that were put, as it is posted.</summary>
    public static QuestionBody Of(AskRequest request, QuestionId id, AskMode mode)
    {
        ArgumentNullException.ThrowIfNull(request);
        var options = request.Options;
        return new()
        {
            Id = id.ToString(),
            Question = request.Question,
            Image = request.Images.Count == 0 ? null : new() { Digest = request.Images[0].ToString() },
            OtherImages = request.Images.Count < 2 ? null : [.. request.Images.Skip(1).Select(image => new QuestionImage { Digest = image.ToString() })],
            Attended = request.Attended == 0 ? null : request.Attended,
            Instructions = request.Instructions,
            Turns = request.Turns.Count == 0 && request.Images.Count > 0 ? null : TurnJson.Of(request.Turns),
            Answer = options.Form == AnswerForm.Short ? null : options.Form,
            Sampling = AnswerOptionsJson.Of(options.Answer),
            Mode = mode,
            Expert = options.Expert,
            ReferenceAnswer = options.ReferenceAnswer,
            Policy = options.Policy,
            Look = options.Look == LookPolicy.Auto ? null : options.Look,
            MaxRounds = options.MaxRounds,
            CompatibleCrop = options.CompatibleCrop,
            Crop = options.Crop,
            BudgetSeconds = options.Budget.TotalSeconds,
            Model = options.Model,
            FinalChoice = options.FinalChoice,
            UncertainBelow = options.UncertainBelow,
        };
    }

    /// <summary>The options, defaults for what is not given.</summary>
    /// <exception cref="QuestionRejectedException">The budget is out of range, or an expert is named as the default that is not.</exception>
    public AskOptions Options()
    {
        var defaults = new AskOptions();
        if (BudgetSeconds is { } seconds && !(seconds > 0 && seconds <= QuestionLimits.MaxBudget.TotalSeconds))
            throw new QuestionRejectedException($"budget_seconds must be above 0 and at most {QuestionLimits.MaxBudget.TotalSeconds}.");
        if (ExpertIsDefault == true && Expert is not null && Expert != defaults.ExpertName)
            throw new QuestionRejectedException($"expert_is_default is true and expert is \"{Expert}\". Leave expert_is_default out.");
        return new()
        {
            Expert = ExpertIsDefault == true ? null : Expert,
            ReferenceAnswer = ReferenceAnswer,
            Policy = Policy ?? defaults.Policy,
            Look = Look ?? defaults.Look,
            MaxRounds = MaxRounds ?? defaults.MaxRounds,
            CompatibleCrop = CompatibleCrop ?? defaults.CompatibleCrop,
            Crop = Crop,
            Budget = BudgetSeconds is { } budget ? TimeSpan.FromSeconds(budget) : defaults.Budget,
            Model = Model,
            FinalChoice = FinalChoice ?? defaults.FinalChoice,
            UncertainBelow = UncertainBelow ?? defaults.UncertainBelow,
            Answer = Sampling?.Read() ?? defaults.Answer,
            Form = Answer ?? defaults.Form,
        };
    }
}
