namespace Judger;

/// <summary>
/// One expert; the key is its name (<see cref="ExpertNames"/>, or one from the configuration). There is one activation of it in the cluster, so that its
/// limits and its budget hold for the whole cluster.
/// </summary>
[Alias("judger.IJudgmentGrain")]
public interface IJudgmentGrain : IGrainWithStringKey
{
    /// <summary>Judges an answer. An expert that fails is no error: the result tells (<see cref="JudgmentResult.Failure"/>).</summary>
    [Alias("Judge"), ResponseTimeout(QuestionLimits.StageTimeout)]
    Task<JudgmentResult> JudgeAsync(JudgmentRequest request, CancellationToken cancellationToken);

    /// <summary>Chooses between a corrected answer (the request's) and the one before it.</summary>
    [Alias("Choose"), ResponseTimeout(QuestionLimits.StageTimeout)]
    Task<FinalChoice> ChooseAsync(JudgmentRequest request, string earlier, CancellationToken cancellationToken);

    /// <summary>What the expert has done so far.</summary>
    [Alias("Report")]
    Task<ExpertReport> ReportAsync(CancellationToken cancellationToken);
}
