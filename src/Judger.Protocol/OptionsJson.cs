using System.Text.Json.Serialization;

namespace Judger.Protocol;

/// <summary>How a question was to be answered, all of it; the names are those of <see cref="QuestionBody"/>.</summary>
public sealed record OptionsJson
{
    /// <summary>Who judges, by default or because the question says so.</summary>
    public required string Expert { get; init; }

    /// <summary>True where the question named nobody; else absent.</summary>
    public bool? ExpertIsDefault { get; init; }

    public string? ReferenceAnswer { get; init; }

    [JsonConverter(typeof(WordConverter<JudgmentPolicy>))]
    public required JudgmentPolicy Policy { get; init; }

    /// <summary>Absent where it is auto.</summary>
    [JsonConverter(typeof(WordConverter<LookPolicy>))]
    public LookPolicy? Look { get; init; }

    public required int MaxRounds { get; init; }

    public required bool CompatibleCrop { get; init; }

    /// <summary>Left, top, right, bottom, in original pixels.</summary>
    public PixelBox? Crop { get; init; }

    public required double BudgetSeconds { get; init; }

    public string? Model { get; init; }

    public required bool FinalChoice { get; init; }

    public required double UncertainBelow { get; init; }

    /// <summary>Absent where answers are short.</summary>
    [JsonConverter(typeof(WordConverter<AnswerForm>))]
    public AnswerForm? Answer { get; init; }

    /// <summary>Absent where all is the default.</summary>
    public AnswerOptionsJson? Sampling { get; init; }

    /// <summary>The options as JSON.</summary>
    public static OptionsJson Of(AskOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return new()
        {
            Expert = options.ExpertName,
            ExpertIsDefault = options.Expert is null ? true : null,
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
            Answer = options.Form == AnswerForm.Short ? null : options.Form,
            Sampling = AnswerOptionsJson.Of(options.Answer),
        };
    }

    /// <summary>The options that were described.</summary>
    public AskOptions Read() => new()
    {
        Expert = ExpertIsDefault == true ? null : Expert,
        ReferenceAnswer = ReferenceAnswer,
        Policy = Policy,
        Look = Look ?? LookPolicy.Auto,
        MaxRounds = MaxRounds,
        CompatibleCrop = CompatibleCrop,
        Crop = Crop,
        Budget = TimeSpan.FromTicks((long)Math.Round(BudgetSeconds * TimeSpan.TicksPerSecond)),
        Model = Model,
        FinalChoice = FinalChoice,
        UncertainBelow = UncertainBelow,
        Answer = Sampling?.Read() ?? AnswerOptions.Default,
        Form = Answer ?? AnswerForm.Short,
    };
}
