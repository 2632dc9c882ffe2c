namespace Judger;

/// <summary>The judged-answer model of one slot; the key is the slot's.</summary>
[Alias("judger.IJudgedAnswerGrain")]
public interface IJudgedAnswerGrain : IGrainWithStringKey
{
    /// <summary>Answers from image and crop, and from a judgment where there is one.</summary>
    /// <exception cref="StageFailedException">The device could not do it.</exception>
    [Alias("Answer"), ResponseTimeout(QuestionLimits.StageTimeout)]
    Task<SlotReply<ModelAnswer>> AnswerAsync(JudgedAnswerRequest request, CancellationToken cancellationToken);

    /// <summary>
    /// Judges an answer by P(yes) / (P(yes) + P(no)) of the reply's first token when the model is asked whether the answer is right, 0 to 1, and by the model's
    /// calibration where it has one.
    /// </summary>
    /// <exception cref="StageFailedException">The device could not do it.</exception>
    [Alias("Judge"), ResponseTimeout(QuestionLimits.StageTimeout)]
    Task<SlotReply<Judgment>> JudgeAsync(SelfJudgmentRequest request, CancellationToken cancellationToken);

    /// <summary>Whether the model's rejections of its own answers are known to be more often right than wrong. Asks the device for nothing.</summary>
    [Alias("IsCalibrated")]
    Task<SlotReply<bool>> IsSelfJudgmentCalibratedAsync(CancellationToken cancellationToken);
}
