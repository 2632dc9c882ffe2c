using System.Text.Json.Serialization;

namespace Judger.Protocol;

/// <summary>One judgment and, when it led to one, the correction.</summary>
public sealed record RoundJson
{
    public required string Judged { get; init; }

    [JsonConverter(typeof(WordConverter<AnswerVerdict>))]
    public required AnswerVerdict Verdict { get; init; }

    public double? Probability { get; init; }

    public required string Feedback { get; init; }

    public string? SuggestedAnswer { get; init; }

    public ExpertFailureJson? Failure { get; init; }

    public SpendingJson? Spending { get; init; }

    /// <summary>True or absent.</summary>
    public bool? Cached { get; init; }

    public required double JudgmentMs { get; init; }

    public AnswerJson? Corrected { get; init; }
}
