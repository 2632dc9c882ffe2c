namespace Judger;

/// <summary>A question and all that is known of it so far: the answer shows its work.</summary>
[GenerateSerializer, Immutable, Alias("judger.QuestionRecord")]
public sealed record QuestionRecord
{
    [Id(0)]
    public required string Id { get; init; }

    [Id(1)]
    public required AskRequest Request { get; init; }

    /// <summary>The slots that serve its stages.</summary>
    [Id(2)]
    public StageSlots Slots { get; init; } = new();

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

    /// <summary>Digest of the weights that <see cref="AttentionRow"/> came from.</summary>
    [Id(14)]
    public string? RowWeights { get; init; }

    /// <summary>How often each stage ran to its end; a stage that was finished is not run again, whatever happens to silos.</summary>
    [Id(15)]
    public IReadOnlyDictionary<QuestionStage, int> StageCounts { get; init; } = new Dictionary<QuestionStage, int>();

    /// <summary>Every time that a silo took the question up.</summary>
    [Id(16)]
    public IReadOnlyList<RunInfo> Runs { get; init; } = [];

    /// <summary>True when the question finishes by itself, whether or not anybody waits for it.</summary>
    [Id(17)]
    public bool IsBackground { get; init; }

    /// <summary>True when the question was cancelled; it will have no answer.</summary>
    [Id(18)]
    public bool IsCancelled { get; init; }

    /// <summary>Why the question has no answer, when a stage failed each time that it was tried. Asking again tries again.</summary>
    [Id(19)]
    public StageFailure? Failure { get; init; }

    /// <summary>Stage III, the end of it, where it was asked for and there was a correction.</summary>
    [Id(20)]
    public FinalChoice? Choice { get; init; }

    /// <summary>The span of its first run, as a W3C traceparent; null where nobody listens to spans.</summary>
    [Id(21)]
    public string? Trace { get; init; }

    /// <summary>True when there is an answer.</summary>
    public bool IsFinished => Answer is not null;

    /// <summary>The model's answer, of all stages', that became the question's; null before there is one.</summary>
    public ModelAnswer? GivenAnswer() => Rounds.Select(round => round.Corrected).Reverse().Append(Refined).Append(Baseline).FirstOrDefault(answer => answer is not null && answer.Text == Answer);

    /// <summary>The last stage that is finished, or null.</summary>
    public QuestionStage? LastFinished =>
        Choice is not null ? QuestionStage.Choose
        : Rounds.Count > 0 ? Rounds[^1].Corrected is null ? QuestionStage.Judge : QuestionStage.Correct
        : Refined is not null ? QuestionStage.Refine
        : Region is not null ? QuestionStage.Locate
        : Baseline is not null ? QuestionStage.Baseline
        : null;
}
