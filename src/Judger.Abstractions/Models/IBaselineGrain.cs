namespace Judger;

/// <summary>The baseline model of one slot; the key is the slot's.</summary>
[Alias("judger.IBaselineGrain")]
public interface IBaselineGrain : IGrainWithStringKey
{
    /// <summary>Answers from the whole image.</summary>
    /// <exception cref="SlotBusyException">The slot takes no more work now.</exception>
    /// <exception cref="StageFailedException">The device could not do it.</exception>
    [Alias("Answer"), ResponseTimeout(QuestionLimits.StageTimeout)]
    Task<SlotReply<BaselineResult>> AnswerAsync(BaselineRequest request, CancellationToken cancellationToken);
}
