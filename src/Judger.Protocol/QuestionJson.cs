using System.Text.Json.Serialization;

namespace Judger.Protocol;

/// <summary>A question's record as JSON, times in milliseconds. It leaves out what is the cluster's own: silos, and the attention row on its way.</summary>
public sealed record QuestionJson
{
    /// <summary>The question's id.</summary>
    public required string Id { get; init; }

    /// <summary>The question.</summary>
    public required string Question { get; init; }

    /// <summary>The images' digests, in the order in which the model sees them.</summary>
    public required IReadOnlyList<ImageDigest> Images { get; init; }

    /// <summary>The index of the image that is looked at more closely; absent for the first.</summary>
    public int? Attended { get; init; }

    /// <summary>How the model was to behave; absent where nobody said.</summary>
    public string? Instructions { get; init; }

    /// <summary>What was said before, oldest first; absent where nothing was.</summary>
    public IReadOnlyList<TurnJson>? Turns { get; init; }

    /// <summary>The answer; absent before there is one.</summary>
    public string? Answer { get; init; }

    /// <summary>The stage that gave the answer.</summary>
    [JsonConverter(typeof(WordConverter<QuestionStage>))]
    public QuestionStage? AnsweredBy { get; init; }

    /// <summary>True where the time budget ended before all stages were done.</summary>
    public bool CutShort { get; init; }

    /// <summary>True or absent.</summary>
    public bool? Cancelled { get; init; }

    /// <summary>True or absent.</summary>
    public bool? Background { get; init; }

    /// <summary>Why the question has no answer.</summary>
    public StageFailureJson? Failure { get; init; }

    /// <summary>The stages that the question went through, in order.</summary>
    public required IReadOnlyList<StageJson> Stages { get; init; }

    /// <summary>Absent where nobody listens to spans.</summary>
    public TraceJson? Trace { get; init; }

    /// <summary>Beside a chat completion with several choices: the id of each choice's question, in order. Absent elsewhere.</summary>
    public IReadOnlyList<string>? Choices { get; init; }

    /// <summary>How the question was to be answered.</summary>
    public required OptionsJson Options { get; init; }
}
