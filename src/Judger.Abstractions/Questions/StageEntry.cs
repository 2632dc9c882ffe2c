namespace Judger;

/// <summary>One stage that a question went through.</summary>
[GenerateSerializer, Immutable, Alias("judger.StageEntry")]
public sealed record StageEntry
{
    [Id(0)]
    public required QuestionStage Stage { get; init; }

    /// <summary>The round of judging, from 1; 0 for the stages before the first.</summary>
    [Id(1)]
    public int Round { get; init; }

    /// <summary>When it began, by the clock of the silo that ran the question.</summary>
    [Id(2)]
    public DateTimeOffset Began { get; init; }

    /// <summary>How long it took, orchestration included.</summary>
    [Id(3)]
    public TimeSpan Took { get; init; }

    /// <summary>The slot that did the work; null where no slot did.</summary>
    [Id(4)]
    public SlotKey? Slot { get; init; }

    /// <summary>What the passes through models cost.</summary>
    [Id(5)]
    public WorkCount Work { get; init; }

    /// <summary>What came of it.</summary>
    [Id(6)]
    public required StageOutcome Outcome { get; init; }
}
