using System.Text.Json.Serialization;

namespace Judger.Protocol;

/// <summary>
/// A stage that a question went through: one of <see cref="Answer"/>, <see cref="Region"/>, <see cref="Judgment"/>, <see cref="Choice"/>, <see cref="Skipped"/>
/// and <see cref="Failed"/>.
/// </summary>
public sealed record StageJson
{
    /// <summary>The stage.</summary>
    [JsonConverter(typeof(WordConverter<QuestionStage>))]
    public required QuestionStage Stage { get; init; }

    /// <summary>The round of judging, from 1; absent for the stages before the first.</summary>
    public int? Round { get; init; }

    /// <summary>When it began.</summary>
    public required DateTimeOffset Began { get; init; }

    /// <summary>How long it took, in milliseconds.</summary>
    public required double Ms { get; init; }

    /// <summary>The slot that did the work; absent where no slot did.</summary>
    public SlotKey? Slot { get; init; }

    /// <summary>What passes through models cost; absent where there were none.</summary>
    public WorkJson? Work { get; init; }

    /// <summary>The answer that the model gave.</summary>
    public ModelAnswer? Answer { get; init; }

    /// <summary>Where the model looked.</summary>
    public RegionJson? Region { get; init; }

    /// <summary>What the expert says of the answer.</summary>
    public Judgment? Judgment { get; init; }

    /// <summary>Which of two answers the expert chose.</summary>
    public FinalChoice? Choice { get; init; }

    /// <summary>Why the stage was not needed.</summary>
    public string? Skipped { get; init; }

    /// <summary>Why the stage failed.</summary>
    public StageFailure? Failed { get; init; }
}
