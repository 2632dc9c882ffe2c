using Judger.Core.Judgments;

namespace Judger.Experts;

/// <summary>The model judges itself by its own probabilities. It rejects without naming another answer: if it knew one it would have given it.</summary>
public sealed class SelfExpert(ISelfJudge judge) : IExpert
{
    /// <summary>Below this probability an answer is rejected.</summary>
    public const double AcceptFrom = 0.5;

    public string Name => "self";

    public async Task<ExpertReply> JudgeAsync(ExpertQuestion question, CancellationToken cancellationToken) =>
        new(Judge(await judge.ProbabilityCorrectAsync(question, cancellationToken)));

    public async Task<ExpertChoice> ChooseAsync(ExpertQuestion question, string earlier, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(question);
        var later = await judge.ProbabilityCorrectAsync(question, cancellationToken);
        var before = await judge.ProbabilityCorrectAsync(question with { Answer = earlier }, cancellationToken);
        return new(later > before ? PreferredAnswer.Later : before > later ? PreferredAnswer.Earlier : PreferredAnswer.None);
    }

    private static Judgment Judge(double probability)
    {
        if (!double.IsFinite(probability)) return new(Verdict.Unable, "");
        return probability >= AcceptFrom
            ? new(Verdict.Correct, "", Probability: probability)
            : new(Verdict.Incorrect, JudgmentFeedback.Rejected, Probability: probability);
    }
}
