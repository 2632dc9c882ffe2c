using System.Text.Json.Serialization;

namespace Judger.Protocol;

/// <summary>Why a question has no answer.</summary>
public sealed record StageFailureJson
{
    [JsonConverter(typeof(WordConverter<QuestionStage>))]
    public required QuestionStage Stage { get; init; }

    public required string Message { get; init; }

    public int Attempts { get; init; }
}
