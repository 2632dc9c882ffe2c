using System.Text.Json.Serialization;

namespace Judger.Protocol;

/// <summary>How a question was to be answered, all of it; the names are those of <see cref="QuestionBody"/>.</summary>
public sealed record OptionsJson
{
    public required string Expert { get; init; }

    public string? ReferenceAnswer { get; init; }

    [JsonConverter(typeof(WordConverter<JudgmentPolicy>))]
    public required JudgmentPolicy Policy { get; init; }

    public required int MaxRounds { get; init; }

    public required bool CompatibleCrop { get; init; }

    /// <summary>Left, top, right, bottom.</summary>
    public int[]? Crop { get; init; }

    public required double BudgetSeconds { get; init; }

    public string? Model { get; init; }

    public required bool FinalChoice { get; init; }

    public required double UncertainBelow { get; init; }

    /// <summary>Absent where all is the default.</summary>
    public AnswerOptionsJson? Sampling { get; init; }
}
