using Judger.Core.Answers;
using Judger.Core.Judgments;

namespace Judger.Experts;

/// <summary>
/// Judges by the known answer, and names it when it rejects: for evaluation and for making judgment data. What it shows is how well a model listens to
/// a judgment, not how well it sees.
/// </summary>
public sealed class ReferenceExpert : IExpert
{
    public string Name => "reference";

    public Task<ExpertReply> JudgeAsync(ExpertQuestion question, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(question);
        return Task.FromResult(new ExpertReply(Judge(question.Answer, question.ReferenceAnswer)));
    }

    public Task<ExpertChoice> ChooseAsync(ExpertQuestion question, string earlier, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(question);
        ArgumentNullException.ThrowIfNull(earlier);
        bool laterIsRight = IsRight(question.Answer), earlierIsRight = IsRight(earlier);
        return Task.FromResult(new ExpertChoice(laterIsRight == earlierIsRight ? PreferredAnswer.None : laterIsRight ? PreferredAnswer.Later : PreferredAnswer.Earlier));

        bool IsRight(string answer) => !string.IsNullOrWhiteSpace(question.ReferenceAnswer) && AnswerNormalizer.AnswersAgree(answer, question.ReferenceAnswer);
    }

    private static Judgment Judge(string answer, string? reference)
    {
        if (string.IsNullOrWhiteSpace(reference)) return new(Verdict.Unable, "");
        return AnswerNormalizer.AnswersAgree(answer, reference)
            ? new(Verdict.Correct, "")
            : new(Verdict.Incorrect, JudgmentFeedback.ForReference(answer, reference), reference);
    }
}
