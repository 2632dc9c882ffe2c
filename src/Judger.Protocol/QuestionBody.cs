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

    /// <summary>How answers are written.</summary>
    public AnswerOptionsJson? Sampling { get; init; }

    /// <summary>wait, stream or background.</summary>
    public AskMode? Mode { get; init; }

    public string? Expert { get; init; }

    public string? ReferenceAnswer { get; init; }

    public JudgmentPolicy? Policy { get; init; }

    public int? MaxRounds { get; init; }

    public bool? CompatibleCrop { get; init; }

    /// <summary>Left, top, right, bottom.</summary>
    public int[]? Crop { get; init; }

    public double? BudgetSeconds { get; init; }

    public string? Model { get; init; }

    public bool? FinalChoice { get; init; }

    public double? UncertainBelow { get; init; }

    /// <summary>A question about an image that was put, as it is posted.</summary>
    public static QuestionBody Of(AskRequest request, string id, AskMode mode)
    {
        ArgumentNullException.ThrowIfNull(request);
        var options = request.Options;
        return new()
        {
            Id = id,
            Question = request.Question,
            Image = new() { Digest = request.ImageDigest },
            OtherImages = request.OtherImages.Count == 0 ? null : [.. request.OtherImages.Select(digest => new QuestionImage { Digest = digest })],
            Sampling = AnswerOptionsJson.Of(options.Answer),
            Mode = mode,
            Expert = options.Expert,
            ReferenceAnswer = options.ReferenceAnswer,
            Policy = options.Policy,
            MaxRounds = options.MaxRounds,
            CompatibleCrop = options.CompatibleCrop,
            Crop = options.Crop is { } crop ? QuestionRecords.Corners(crop) : null,
            BudgetSeconds = options.Budget.TotalSeconds,
            Model = options.Model,
            FinalChoice = options.FinalChoice,
            UncertainBelow = options.UncertainBelow,
        };
    }

    /// <summary>The options, defaults for what is not given.</summary>
    /// <exception cref="QuestionRejectedException">The crop is not a box, or the budget is out of range.</exception>
    public AskOptions Options()
    {
        var defaults = new AskOptions();
        if (Crop is not null and not { Length: 4 }) throw new QuestionRejectedException("crop is not a box. Give [left, top, right, bottom] in pixels.");
        if (BudgetSeconds is { } seconds && !(seconds > 0 && seconds <= QuestionLimits.MaxBudget.TotalSeconds))
            throw new QuestionRejectedException($"budget_seconds must be above 0 and at most {QuestionLimits.MaxBudget.TotalSeconds}.");
        return new()
        {
            Expert = Expert ?? defaults.Expert,
            ReferenceAnswer = ReferenceAnswer,
            Policy = Policy ?? defaults.Policy,
            MaxRounds = MaxRounds ?? defaults.MaxRounds,
            CompatibleCrop = CompatibleCrop ?? defaults.CompatibleCrop,
            Crop = Crop is { } box ? new ImageBox(box[0], box[1], box[2], box[3]) : null,
            Budget = BudgetSeconds is { } budget ? TimeSpan.FromSeconds(budget) : defaults.Budget,
            Model = Model,
            FinalChoice = FinalChoice ?? defaults.FinalChoice,
            UncertainBelow = UncertainBelow ?? defaults.UncertainBelow,
            Answer = Sampling?.Read() ?? defaults.Answer,
        };
    }
}
