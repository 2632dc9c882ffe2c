namespace Judger.Cli.Judging;

/// <summary>How a run of <c>judger judge</c> goes about its lines.</summary>
internal sealed record JudgeOptions
{
    /// <summary>Lines in flight.</summary>
    public required int Concurrency { get; init; }

    /// <summary>What happens at a line that cannot be judged.</summary>
    public required BadLines BadLines { get; init; }

    /// <summary>How long the expert may fail without a single success before the run ends, to be taken up later.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>The pause after an expert has failed for a passing reason, unless it names one.</summary>
    public TimeSpan Pause { get; init; } = TimeSpan.FromSeconds(5);
}
