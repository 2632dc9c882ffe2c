namespace Judger.Core.Judgments;

/// <summary>The model judges itself by its own probabilities. It rejects without naming another answer: if it knew one, it would have given it.</summary>
public static class SelfJudgment
{
    /// <summary>From this probability on an answer is accepted. Below it, an answer is rejected by a model that is not calibrated.</summary>
    public const double AcceptFrom = 0.5;

    /// <summary>Why a question that names no expert is not judged by a model whose judgment of itself is not known to help.</summary>
    public const string NotCalibrated = "self-judgment not calibrated";

    /// <summary>The judgment: rejected below the threshold, accepted from <see cref="AcceptFrom"/> on, and not known between.</summary>
    /// <param name="probability">P(yes) / (P(yes) + P(no)) of the model's reply when it is asked whether the answer is right; not a number where it has
    /// none.</param>
    /// <param name="calibration">What the probability is worth; null or without a threshold, the threshold is <see cref="AcceptFrom"/>.</param>
    public static Judgment Of(double probability, SelfJudgmentCalibration? calibration = null)
    {
        if (!double.IsFinite(probability)) return new() { Verdict = Verdict.Unable };
        if (probability < (calibration?.Threshold ?? AcceptFrom))
            return new() { Verdict = Verdict.Incorrect, Feedback = JudgmentFeedback.Rejected, Probability = probability };
        return new() { Verdict = probability >= AcceptFrom ? Verdict.Correct : Verdict.Unable, Probability = probability };
    }
}
