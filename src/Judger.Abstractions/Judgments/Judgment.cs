using System.Text.Json.Serialization;

namespace Judger;

/// <summary>An expert's judgment of one answer.</summary>
[GenerateSerializer, Immutable, Alias("judger.Judgment")]
public sealed record Judgment : StageOutcome
{
    /// <summary>Right, wrong, or not known.</summary>
    [Id(0)]
    public required Verdict Verdict { get; init; }

    /// <summary>What the next answer's prompt is told: one line, empty when the answer is right.</summary>
    [Id(1)]
    public string Feedback { get; init; } = "";

    /// <summary>The answer that the expert would give, where it names one.</summary>
    [Id(2)]
    public string? SuggestedAnswer { get; init; }

    /// <summary>The expert's probability that the answer is right, 0 to 1, where it has one.</summary>
    [Id(3)]
    public double? Probability { get; init; }

    /// <summary>Why there is no verdict, where the expert failed; the verdict is then <see cref="Verdict.Unable"/>.</summary>
    [Id(4)]
    public ExpertFailure? Failure { get; init; }

    /// <summary>What it cost; null for experts that cost nothing.</summary>
    [Id(5)]
    public ExpertSpending? Spending { get; init; }

    /// <summary>True when the verdict was known already, so that nothing was spent.</summary>
    [Id(6), JsonPropertyName("cached"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool IsCached { get; init; }
}
