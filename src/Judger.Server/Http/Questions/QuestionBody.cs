using System.Text.Json;
using System.Text.Json.Serialization;

namespace Judger.Server;

/// <summary>A question as JSON, or the field <c>options</c> of a form. Members that are not known are an error.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record QuestionBody
{
    /// <summary>snake_case throughout, as in the answers.</summary>
    public static JsonSerializerOptions Format { get; } = new(JsonSerializerDefaults.Web)
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false) },
    };

    public string? Id { get; init; }

    public string? Question { get; init; }

    public QuestionImage? Image { get; init; }

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

    /// <summary>The options, defaults for what is not given.</summary>
    /// <exception cref="QuestionRejectedException">The crop is no box, or the budget is no time.</exception>
    public AskOptions Options()
    {
        var defaults = new AskOptions();
        if (Crop is not null and not { Length: 4 }) throw new QuestionRejectedException("crop is no box; give [left, top, right, bottom] in pixels.");
        if (BudgetSeconds is { } seconds && !(seconds > 0 && seconds <= QuestionLimits.MaxBudget.TotalSeconds))
            throw new QuestionRejectedException($"budget_seconds is not between 0 and {QuestionLimits.MaxBudget.TotalSeconds}.");
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
        };
    }
}

/// <summary>A question's image: its bytes, or the digest of one that was put.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record QuestionImage
{
    /// <summary>The file's bytes in base 64.</summary>
    public byte[]? Data { get; init; }

    /// <summary>SHA-256 of the bytes of an image that was put, in hexadecimal digits.</summary>
    public string? Digest { get; init; }
}

/// <summary>How a caller hears of an answer.</summary>
internal enum AskMode
{
    /// <summary>By waiting for it.</summary>
    Wait,

    /// <summary>Stage by stage, as server-sent events.</summary>
    Stream,

    /// <summary>By asking later.</summary>
    Background,
}
