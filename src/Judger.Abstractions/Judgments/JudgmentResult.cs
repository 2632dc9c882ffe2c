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

    /// <summary>Why there is no verdict, where the expert failed; then the verdict is <see cref="AnswerVerdict.Unable"/>.</summary>
    [Id(4)]
    public ExpertFailure? Failure { get; init; }

    /// <summary>What it took; null for experts that cost nothing.</summary>
    [Id(5)]
    public ExpertSpending? Spending { get; init; }

    /// <summary>True when the verdict was known already, so that nothing was spent.</summary>
    [Id(6)]
    public bool IsCached { get; init; }
}
