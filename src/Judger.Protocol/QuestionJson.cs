using System.Text.Json.Serialization;

namespace Judger.Protocol;

/// <summary>A question's record as JSON, times in milliseconds. What is the cluster's own (silos, the attention row on its way) is not told.</summary>
public sealed record QuestionJson
{
    public required string Id { get; init; }

    public required string Question { get; init; }

    /// <summary>The image's digest.</summary>
    public required string Image { get; init; }

    /// <summary>The digests of further images; absent where there are none.</summary>
    public IReadOnlyList<string>? OtherImages { get; init; }

    public string? Answer { get; init; }

    /// <summary>The stage that gave the answer.</summary>
    [JsonConverter(typeof(WordConverter<QuestionStage>))]
    public QuestionStage? AnsweredBy { get; init; }

    public bool CutShort { get; init; }

    /// <summary>True or absent.</summary>
    public bool? Cancelled { get; init; }

    /// <summary>True or absent.</summary>
    public bool? Background { get; init; }

    public StageFailureJson? Failure { get; init; }

    public AnswerJson? Baseline { get; init; }

    public RegionJson? Region { get; init; }

    public AnswerJson? Refined { get; init; }

    public required IReadOnlyList<RoundJson> Rounds { get; init; }

    public ChoiceJson? Choice { get; init; }

    /// <summary>The slots that did the stages' work; absent before the first.</summary>
    public StageSlots? Slots { get; init; }

    /// <summary>Absent where nobody listens to spans.</summary>
    public TraceJson? Trace { get; init; }

    /// <summary>How often each stage ran to its end.</summary>
    public IReadOnlyDictionary<string, int>? StageCounts { get; init; }

    public required OptionsJson Options { get; init; }
}
