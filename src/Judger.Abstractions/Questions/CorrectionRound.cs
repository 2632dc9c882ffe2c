namespace Judger;

/// <summary>One judgment of an answer and, when it led to one, the correction.</summary>
[GenerateSerializer, Immutable, Alias("judger.CorrectionRound")]
public sealed record CorrectionRound
{
    /// <summary>The answer that was judged.</summary>
    [Id(0)]
    public required string Judged { get; init; }

    [Id(1)]
    public required JudgmentResult Judgment { get; init; }

    /// <summary>The answer given after the judgment, or null when none was asked for.</summary>
    [Id(2)]
    public ModelAnswer? Corrected { get; init; }

    /// <summary>Time of the judgment.</summary>
    [Id(3)]
    public TimeSpan JudgmentTime { get; init; }

    /// <summary>Time of the correction.</summary>
    [Id(4)]
    public TimeSpan CorrectionTime { get; init; }
}
