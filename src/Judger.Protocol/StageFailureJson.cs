using System.Text.Json.Serialization;

namespace Judger.Protocol;

/// <summary>Why a question has no answer.</summary>
public sealed record StageFailureJson
{
    /// <summary>The stage that failed.</summary>
    [JsonConverter(typeof(WordConverter<QuestionStage>))]
    public required QuestionStage Stage { get; init; }

    /// <summary>What went wrong, and what to do.</summary>
    public required string Message { get; init; }

    /// <summary>How often it was tried.</summary>
    public int Attempts { get; init; }
}
