using Judger.Core.Judgments;
using Judger.Experts;

namespace Judger.Cli.Judging;

/// <summary>A judgment as the data set has it: the expert's own words, or sentences where it has none.</summary>
internal static class JudgmentWords
{
    private const string Rejection = "The response is incorrect.";
    private const string NotKnown = "I cannot tell.";

    /// <summary>The words. Read by <see cref="JudgmentParser"/>, they give the reply's verdict.</summary>
    public static string Of(ExpertReply reply)
    {
        var judgment = reply.Judgment;
        var words = reply.Text?.Trim() ?? (judgment.Verdict == Verdict.Incorrect ? judgment.Feedback : "");

        // JSON is read by the expert's own reader, and not by those who read data sets.
        if (words.Length > 0 && !words.Contains('{', StringComparison.Ordinal) && Says(words)) return words;
        var (sentence, feedback) = judgment.Verdict switch
        {
            Verdict.Correct => (JudgmentParser.CorrectMarker, ""),
            Verdict.Incorrect => (Rejection, judgment.Feedback),
            _ => (NotKnown, judgment.Feedback),
        };
        return feedback.Length > 0 && Says($"{sentence} {feedback}") ? $"{sentence} {feedback}" : sentence;

        bool Says(string text) => JudgmentParser.Parse(text).Verdict == judgment.Verdict;
    }
}
