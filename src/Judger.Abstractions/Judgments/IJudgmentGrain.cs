namespace Judger;

/// <summary>
/// One expert from the configuration; the key is its name. There is one activation of it in the cluster, so that its limits and its budget hold for the whole
/// cluster.
/// </summary>
[Alias("judger.IJudgmentGrain")]
public interface IJudgmentGrain : IGrainWithStringKey
{
    /// <summary>Judges an answer. An expert that fails is not an error: <see cref="Judgment.Failure"/> says why there is no verdict.</summary>
    [Alias("Judge"), ResponseTimeout(QuestionLimits.StageTimeout)]
    Task<Judgment> JudgeAsync(JudgmentRequest request, CancellationToken cancellationToken);

    /// <summary>Chooses between a corrected answer (the request's) and the one before it.</summary>
    [Alias("Choose"), ResponseTimeout(QuestionLimits.StageTimeout)]
    Task<FinalChoice> ChooseAsync(JudgmentRequest request, string earlier, CancellationToken cancellationToken);

    /// <summary>What the expert has done so far.</summary>
    [Alias("Report")]
    Task<ExpertReport> ReportAsync(CancellationToken cancellationToken);
}
