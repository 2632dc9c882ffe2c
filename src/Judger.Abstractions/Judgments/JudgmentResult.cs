namespace Judger;

/// <summary>An expert's judgment.</summary>
[GenerateSerializer, Immutable, Alias("judger.JudgmentResult")]
public sealed record JudgmentResult
{
    [Id(0)]
    public required AnswerVerdict Verdict { get; init; }

    /// <summary>What the next answer's prompt is told; empty when the answer is right.</summary>
    [Id(1)]
    public string Feedback { get; init; } = "";

    /// <summary>The answer that the expert would give, where it names one.</summary>
    [Id(2)]
    public string? SuggestedAnswer { get; init; }

    /// <summary>How likely the expert holds the answer to be right, 0 to 1, where it knows.</summary>
    [Id(3)]
    public double? Probability { get; init; }
}
