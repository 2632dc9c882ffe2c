namespace Judger;

/// <summary>A question: what was asked, and the log of the stages that it went through. The answer shows its work.</summary>
[GenerateSerializer, Immutable, Alias("judger.QuestionRecord")]
public sealed partial record QuestionRecord
{
    [Id(0)]
    public required QuestionId Id { get; init; }

    /// <summary>What was asked. It does not change.</summary>
    [Id(1)]
    public required AskRequest Request { get; init; }

    /// <summary>The stages that ended, in order. Entries are only ever appended.</summary>
    [Id(2)]
    public IReadOnlyList<StageEntry> Stages { get; init; } = [];

    /// <summary>Every time that a silo took the question up.</summary>
    [Id(3)]
    public IReadOnlyList<RunInfo> Runs { get; init; } = [];

    /// <summary>The answer, once the question is finished.</summary>
    [Id(4)]
    public string? Answer { get; init; }

    /// <summary>The stage that gave <see cref="Answer"/>.</summary>
    [Id(5)]
    public QuestionStage? AnsweredBy { get; init; }

    /// <summary>True when the time budget ended before the last stage.</summary>
    [Id(6)]
    public bool IsCutShort { get; init; }

    /// <summary>True when the question finishes by itself, whether or not anybody waits for it.</summary>
    [Id(7)]
    public bool IsBackground { get; init; }

    /// <summary>True when the question was cancelled; it will have no answer.</summary>
    [Id(8)]
    public bool IsCancelled { get; init; }

    /// <summary>The span of its first run, as a W3C traceparent; null where nobody listens to spans.</summary>
    [Id(9)]
    public string? Trace { get; init; }

    /// <summary>What the baseline hands to the stage that locates the region, which drops it.</summary>
    [Id(10)]
    public AttentionRow? Attention { get; init; }

    /// <summary>
    /// How many silos died with the question since its last finished stage: those that it ran on, as far as a later run knows of it, and those whose devices
    /// worked for it.
    /// </summary>
    [Id(11)]
    public int Deaths { get; init; }
}
