namespace Judger;

/// <summary>The judged-answer model of one slot; the key is the slot's.</summary>
[Alias("judger.IJudgedAnswerGrain")]
public interface IJudgedAnswerGrain : IGrainWithStringKey
{
    /// <summary>Answers from image and crop, and from a judgment where there is one.</summary>
    [Alias("Answer"), ResponseTimeout(QuestionLimits.StageTimeout)]
    Task<SlotReply<ModelAnswer>> AnswerAsync(JudgedAnswerRequest request, CancellationToken cancellationToken);

    /// <summary>Judges an answer.</summary>
    [Alias("Judge"), ResponseTimeout(QuestionLimits.StageTimeout)]
    Task<SlotReply<SelfJudgmentResult>> JudgeAsync(SelfJudgmentRequest request, CancellationToken cancellationToken);
}
