namespace Judger;

/// <summary>The baseline model of one slot; the key is the slot's.</summary>
[Alias("judger.IBaselineGrain")]
public interface IBaselineGrain : IGrainWithStringKey
{
    /// <summary>Answers from the whole image.</summary>
    /// <exception cref="StageFailedException">The device could not do it.</exception>
    [Alias("Answer"), ResponseTimeout(QuestionLimits.StageTimeout)]
    Task<SlotReply<BaselineAnswer>> AnswerAsync(BaselineRequest request, CancellationToken cancellationToken);
}
