namespace Judger;

/// <summary>One expert; the key is its name (<see cref="ExpertNames"/>).</summary>
[Alias("judger.IJudgmentGrain")]
public interface IJudgmentGrain : IGrainWithStringKey
{
    /// <summary>Judges an answer.</summary>
    [Alias("Judge"), ResponseTimeout(QuestionLimits.StageTimeout)]
    Task<JudgmentResult> JudgeAsync(JudgmentRequest request, CancellationToken cancellationToken);
}
