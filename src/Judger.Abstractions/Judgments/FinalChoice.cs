namespace Judger;

/// <summary>The expert's choice between the refined answer and its last correction.</summary>
[GenerateSerializer, Immutable, Alias("judger.FinalChoice")]
public sealed record FinalChoice : StageOutcome
{
    /// <summary>Which of the two.</summary>
    [Id(0)]
    public required ChosenAnswer Chosen { get; init; }

    /// <summary>Why there is no choice, where the expert failed.</summary>
    [Id(1)]
    public ExpertFailure? Failure { get; init; }

    /// <summary>What it cost.</summary>
    [Id(2)]
    public ExpertSpending? Spending { get; init; }
}
