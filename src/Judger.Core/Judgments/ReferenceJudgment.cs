using Judger.Core.Answers;

namespace Judger.Core.Judgments;

/// <summary>
/// Judges by the known answer, and names it when it rejects: for evaluation and for making judgment data. It shows how well a model listens to a judgment, not
/// how well it sees.
/// </summary>
public static class ReferenceJudgment
{
    /// <summary>The judgment of an answer; without a reference nothing is known.</summary>
    public static Judgment Of(string answer, string? reference)
    {
        if (string.IsNullOrWhiteSpace(reference)) return new() { Verdict = Verdict.Unable };
        return AnswerNormalizer.AnswersAgree(answer, reference)
            ? new() { Verdict = Verdict.Correct }
            : new()
            {
                Verdict = Verdict.Incorrect,
                Feedback = JudgmentFeedback.ForReference(AnswerValues.InWords(answer), AnswerValues.InWords(reference)),
                SuggestedAnswer = reference,
            };
    }

    /// <summary>The answer that is right, where one of the two is and the other is not.</summary>
    public static ChosenAnswer Choose(string earlier, string later, string? reference)
    {
        bool laterIsRight = IsRight(later), earlierIsRight = IsRight(earlier);
        return laterIsRight == earlierIsRight ? ChosenAnswer.None : laterIsRight ? ChosenAnswer.Later : ChosenAnswer.Earlier;

        bool IsRight(string answer) => !string.IsNullOrWhiteSpace(reference) && AnswerNormalizer.AnswersAgree(answer, reference);
    }
}
