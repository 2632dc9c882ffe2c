namespace Judger;

/// <summary>Which of two answers was preferred.</summary>
[GenerateSerializer, Alias("judger.ChosenAnswer")]
public enum ChosenAnswer
{
    /// <summary>The expert has no preference, or gave none: the corrected answer stays.</summary>
    None,

    /// <summary>The answer before the corrections.</summary>
    Earlier,

    /// <summary>The corrected answer.</summary>
    Later,
}

/// <summary>The expert's choice between the refined answer and its last correction.</summary>
[GenerateSerializer, Immutable, Alias("judger.FinalChoice")]
public sealed record FinalChoice
{
    [Id(0)]
    public required ChosenAnswer Chosen { get; init; }

    /// <summary>Why there is no choice, where the expert failed.</summary>
    [Id(1)]
    public ExpertFailure? Failure { get; init; }

    /// <summary>What it took.</summary>
    [Id(2)]
    public ExpertSpending? Spending { get; init; }

    /// <summary>Its time.</summary>
    [Id(3)]
    public TimeSpan Time { get; init; }
}
