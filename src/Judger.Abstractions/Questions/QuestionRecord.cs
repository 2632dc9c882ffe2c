namespace Judger;

/// <summary>A question and all that is known of it so far: the answer shows its work.</summary>
[GenerateSerializer, Immutable, Alias("judger.QuestionRecord")]
public sealed record QuestionRecord
{
    [Id(0)]
    public required string Id { get; init; }

    [Id(1)]
    public required AskRequest Request { get; init; }

    /// <summary>The slot that serves its stages.</summary>
    [Id(2)]
    public string? Slot { get; init; }

    /// <summary>Stage I.</summary>
    [Id(3)]
    public ModelAnswer? Baseline { get; init; }

    /// <summary>row(Q) from the baseline pass, kept until the region is found.</summary>
    [Id(4)]
    public float[]? AttentionRow { get; init; }

    /// <summary>Stage II, first half.</summary>
    [Id(5)]
    public LocatedRegion? Region { get; init; }

    /// <summary>Stage II, second half.</summary>
    [Id(6)]
    public ModelAnswer? Refined { get; init; }

    /// <summary>Stage III, every round of it.</summary>
    [Id(7)]
    public IReadOnlyList<CorrectionRound> Rounds { get; init; } = [];

    /// <summary>The answer, once the question is finished.</summary>
    [Id(8)]
    public string? Answer { get; init; }

    /// <summary>The stage that gave <see cref="Answer"/>.</summary>
    [Id(9)]
    public QuestionStage? AnsweredBy { get; init; }

    /// <summary>True when the time budget ended before the last stage.</summary>
    [Id(10)]
    public bool IsCutShort { get; init; }

    /// <summary>Time of each stage, orchestration included; judgments and corrections carry theirs in <see cref="Rounds"/>.</summary>
    [Id(11)]
    public TimeSpan BaselineTime { get; init; }

    [Id(12)]
    public TimeSpan LocateTime { get; init; }

    [Id(13)]
    public TimeSpan RefineTime { get; init; }

    /// <summary>True when there is an answer.</summary>
    public bool IsFinished => Answer is not null;
}
