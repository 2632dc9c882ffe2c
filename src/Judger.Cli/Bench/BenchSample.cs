namespace Judger.Cli.Bench;

/// <summary>What became of one question.</summary>
/// <param name="Error">The error's code; null when it was answered.</param>
/// <param name="Image">Time to make its image known.</param>
/// <param name="FirstEvent">Time from its arrival to the first stage's event.</param>
/// <param name="Question">Time from its arrival to the end of its last stage; in an open loop this includes what it waited behind schedule.</param>
/// <param name="FirstToken">Time from its arrival to the first text of its first answer; null where that was not read.</param>
/// <param name="Stages">The log of its stages, as far as it came.</param>
internal sealed record BenchSample(
    string? Error, TimeSpan Image, TimeSpan FirstEvent, TimeSpan? FirstToken, TimeSpan Question, IReadOnlyList<StageEntry> Stages);
