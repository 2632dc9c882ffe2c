namespace Judger.Cli.Evaluation.Reports;

/// <summary>How one question went: what each stage's answer is worth, and what it took.</summary>
internal sealed record EvaluatedQuestion
{
    /// <summary>The score of each stage's answer, 0 to 1.</summary>
    public required IReadOnlyDictionary<string, double> Scores { get; init; }

    /// <summary>The time of each stage in milliseconds; a question that failed has none.</summary>
    public IReadOnlyDictionary<string, double> Milliseconds { get; init; } = new Dictionary<string, double>();

    /// <summary>How often an expert was asked for each stage's answer; 0 where it is not said.</summary>
    public IReadOnlyDictionary<string, int> ExpertCalls { get; init; } = new Dictionary<string, int>();
}
