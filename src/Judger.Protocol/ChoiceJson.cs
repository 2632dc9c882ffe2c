using System.Text.Json.Serialization;

namespace Judger.Protocol;

/// <summary>The expert's choice between the refined answer and its last correction.</summary>
public sealed record ChoiceJson
{
    [JsonConverter(typeof(WordConverter<ChosenAnswer>))]
    public required ChosenAnswer Chosen { get; init; }

    public ExpertFailureJson? Failure { get; init; }

    public SpendingJson? Spending { get; init; }

    public double Ms { get; init; }
}
