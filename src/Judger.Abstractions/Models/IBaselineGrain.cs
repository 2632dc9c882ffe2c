namespace Judger;

/// <summary>The baseline model of one slot; the key is the slot's.</summary>
[Alias("judger.IBaselineGrain")]
public interface IBaselineGrain : IGrainWithStringKey
{
    /// <summary>Answers from the whole image.</summary>
    [Alias("Answer"), ResponseTimeout(QuestionLimits.StageTimeout)]
    Task<BaselineResult> AnswerAsync(BaselineRequest request, CancellationToken cancellationToken);
}
