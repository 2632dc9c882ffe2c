using System.Text.Json.Serialization;

namespace Judger.Protocol;

/// <summary>How a question was to be answered, all of it; the names are those of <see cref="QuestionBody"/>.</summary>
public sealed record OptionsJson
{
    /// <summary>Who judges, by default or because the question says so.</summary>
    public required string Expert { get; init; }

    /// <summary>True where the question named nobody; else absent.</summary>
    public bool? ExpertIsDefault { get; init; }

    /// <summary>The known answer, for the expert <c>reference</c>.</summary>
    public string? ReferenceAnswer { get; init; }

    /// <summary>Whether the expert judges the answer.</summary>
    [JsonConverter(typeof(WordConverter<JudgmentPolicy>))]
    public required JudgmentPolicy Policy { get; init; }

    /// <summary>Absent where it is auto.</summary>
    [JsonConverter(typeof(WordConverter<LookPolicy>))]
    public LookPolicy? Look { get; init; }

    /// <summary>Most corrections of an answer.</summary>
    public required int MaxRounds { get; init; }

    /// <summary>Whether the patch grid was mapped as the reference code does.</summary>
    public required bool CompatibleCrop { get; init; }

    /// <summary>Left, top, right, bottom, in original pixels.</summary>
    public PixelBox? Crop { get; init; }

    /// <summary>The time budget, in seconds.</summary>
    public required double BudgetSeconds { get; init; }

    /// <summary>The model; absent where the question named none.</summary>
    public string? Model { get; init; }

    /// <summary>Whether the expert chose in the end between the refined answer and its last correction.</summary>
    public required bool FinalChoice { get; init; }

    /// <summary>An answer whose mean log-probability of tokens is below this is uncertain.</summary>
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
