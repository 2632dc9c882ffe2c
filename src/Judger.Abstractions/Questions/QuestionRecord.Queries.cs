namespace Judger;

/// <summary>What the log says.</summary>
public sealed partial record QuestionRecord
{
    /// <summary>True when there is an answer.</summary>
    public bool IsFinished => Answer is not null;

    /// <summary>Stage I.</summary>
    public ModelAnswer? Baseline => Last<ModelAnswer>(QuestionStage.Baseline);

    /// <summary>Stage II, first half.</summary>
    public LocatedRegion? Region => Last<LocatedRegion>(QuestionStage.Locate);

    /// <summary>Stage II, second half.</summary>
    public ModelAnswer? Refined => Last<ModelAnswer>(QuestionStage.Refine);

    /// <summary>Stage III: each judgment, with the answer that it is about and the correction that it led to.</summary>
    public IReadOnlyList<CorrectionRound> Rounds => CorrectionRound.Of(Stages);

    /// <summary>The end of stage III, where it was asked for and there was a correction.</summary>
    public FinalChoice? Choice => Last<FinalChoice>(QuestionStage.Choose);

    /// <summary>Why the question has no answer, when a stage failed each time that it was tried and the question was not taken up again since.</summary>
    public StageEntry? Failed =>
        Answer is null && Stages is [.., { Outcome: StageFailure } last] && (Runs.Count == 0 || Runs[^1].Stages < Stages.Count) ? last : null;

    /// <summary>The last stage that came to something, or null.</summary>
    public QuestionStage? LastFinished => Stages.LastOrDefault(entry => entry.Outcome is not StageFailure)?.Stage;

    /// <summary>What was said up to the question, the question included. Each turn shows the next of its images.</summary>
    public IReadOnlyList<ConversationTurn> TurnsAsked =>
        [.. Request.Turns, new(TurnRole.User, Request.Question, Request.Images.Count - Request.Turns.Sum(turn => turn.Images))];

    /// <summary>What was said up to its answer: the turns of a question that goes on from it. There must be an answer.</summary>
    public IReadOnlyList<ConversationTurn> TurnsAnswered => [.. TurnsAsked, new(TurnRole.Assistant, Answer!)];

    /// <summary>What all stages cost together.</summary>
    public WorkCount Work => Stages.Aggregate(default(WorkCount), (sum, entry) => sum + entry.Work);

    /// <summary>What all judgments and choices cost; null when nothing was paid for.</summary>
    public ExpertSpending? Spending => Stages
        .Select(entry => entry.Outcome switch { Judgment judgment => judgment.Spending, FinalChoice choice => choice.Spending, _ => null })
        .Aggregate((ExpertSpending?)null, (sum, spent) => spent is { } one ? (sum ?? default) + one : sum);

    /// <summary>The model's answer, of all stages', that became the question's; null before there is one.</summary>
    public ModelAnswer? GivenAnswer() => Stages.Select(entry => entry.Outcome).OfType<ModelAnswer>().LastOrDefault(answer => answer.Text == Answer);

    /// <summary>How often a stage ran to its end; a stage that was finished is not run again, whatever happens to silos.</summary>
    public int CountOf(QuestionStage stage) => Stages.Count(entry => entry.Stage == stage && entry.Outcome is not (StageFailure or StageSkipped));

    /// <summary>The last entry of a stage that came to something, or null.</summary>
    public StageEntry? EntryOf(QuestionStage stage) => Stages.LastOrDefault(entry => entry.Stage == stage && entry.Outcome is not StageFailure);

    private T? Last<T>(QuestionStage stage)
        where T : StageOutcome => Stages.LastOrDefault(entry => entry.Stage == stage && entry.Outcome is T)?.Outcome as T;
}
