namespace Judger.Core.Judgments;

/// <summary>The model judges itself by its own probabilities. It rejects without naming another answer: if it knew one, it would have given it.</summary>
public static class SelfJudgment
{
    /// <summary>Below this probability an answer is rejected.</summary>
    public const double AcceptFrom = 0.5;

    /// <summary>The judgment.</summary>
    /// <param name="probability">P(yes) / (P(yes) + P(no)) of the model's reply when it is asked whether the answer is right; not a number where it has
    /// none.</param>
    public static Judgment Of(double probability)
    {
        if (!double.IsFinite(probability)) return new() { Verdict = Verdict.Unable };
        return probability >= AcceptFrom
            ? new() { Verdict = Verdict.Correct, Probability = probability }
            : new() { Verdict = Verdict.Incorrect, Feedback = JudgmentFeedback.Rejected, Probability = probability };
    }
}
