using System.Text.Json.Serialization;

namespace Judger.Protocol;

/// <summary>A question as JSON, or the field <c>options</c> of a form. Members that are not known are an error.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record QuestionBody
{
    public string? Id { get; init; }

    public string? Question { get; init; }

    public QuestionImage? Image { get; init; }

    /// <summary>Further images, shown after the first.</summary>
    public IReadOnlyList<QuestionImage>? OtherImages { get; init; }

    /// <summary>Which image to look at more closely: its index, counted from 0, with <see cref="Image"/> as the first. Absent for the first.</summary>
    public int? Attended { get; init; }

    /// <summary>How the model is to behave.</summary>
    public string? Instructions { get; init; }

    /// <summary>
    /// What was said before, oldest first. Its images are the first of all: <see cref="Image"/>, then <see cref="OtherImages"/>. With this list, which may be
    /// empty, the question may have no image.
    /// </summary>
    public IReadOnlyList<TurnJson>? Turns { get; init; }

    /// <summary>short or free.</summary>
    public AnswerForm? Answer { get; init; }

    /// <summary>How answers are written.</summary>
    public AnswerOptionsJson? Sampling { get; init; }

    /// <summary>wait, stream or background.</summary>
    public AskMode? Mode { get; init; }

    /// <summary>Who judges. Absent: the model itself, where its judgment of itself is known to help.</summary>
    public string? Expert { get; init; }

    /// <summary>True where <see cref="Expert"/> is the default, as the options of a record say, so that they can be posted again.</summary>
    public bool? ExpertIsDefault { get; init; }

    public string? ReferenceAnswer { get; init; }

    public JudgmentPolicy? Policy { get; init; }

    /// <summary>auto, always or never: whether the model looks again at a region and answers again.</summary>
    public LookPolicy? Look { get; init; }

    public int? MaxRounds { get; init; }

    public bool? CompatibleCrop { get; init; }

    /// <summary>Left, top, right, bottom, in original pixels.</summary>
    public PixelBox? Crop { get; init; }

    public double? BudgetSeconds { get; init; }

    public string? Model { get; init; }

    public bool? FinalChoice { get; init; }

    public double? UncertainBelow { get; init; }

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
