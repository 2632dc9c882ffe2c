using System.Text.Json.Serialization;

namespace Judger.Protocol;

/// <summary>Why an expert gave no judgment.</summary>
public sealed record ExpertFailureJson
{
    [JsonConverter(typeof(WordConverter<ExpertFailureKind>))]
    public required ExpertFailureKind Kind { get; init; }

    public required string Message { get; init; }
}
