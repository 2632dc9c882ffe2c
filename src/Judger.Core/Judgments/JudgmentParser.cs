namespace Judger.Core.Judgments;

/// <summary>
/// Reads a verdict out of an expert's words: the exact marker that the expert is asked for, or prose such as "The response is incorrect. ..." that
/// experts write instead (about two thirds of the judgments in JUDGER's published sample). Thoughts before the words do not count.
/// </summary>
public static class JudgmentParser
{
    /// <summary>The line with which an expert accepts an answer.</summary>
    public const string CorrectMarker = "### The response is correct. ###";

    /// <summary>A verdict further down than this is not looked for; experts answer in a few hundred tokens.</summary>
    private const int MaxLength = 8192;

    /// <summary>Parses any text. Text without a verdict, or with verdicts that contradict each other, is <see cref="Verdict.Unable"/>.</summary>
    public static Judgment Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        text = Thoughts.Remove(text);
        if (text.Length > MaxLength) text = text[..MaxLength];

        var suggested = NamedAnswers.First(text);
        // Who names another answer as the correct one rejects this one, even without saying so.
        var verdict = Stated(text) ?? (suggested is null ? Verdict.Unable : Verdict.Incorrect);
        return verdict switch
        {
            Verdict.Correct => new() { Verdict = verdict },
            Verdict.Incorrect => new() { Verdict = verdict, Feedback = Feedback(text), SuggestedAnswer = suggested },
            _ => new() { Verdict = verdict, Feedback = Feedback(text) },
        };
    }

    private static Verdict? Stated(string text)
    {
        var plain = VerdictStatements.Plain(text);
        var statements = VerdictStatements.Find(plain);
        var marker = AfterMarker(plain);

        // Before the marker an expert may weigh the answer. What contradicts the marker after it is a change of mind.
        if (marker >= 0) return statements.Any(statement => statement.At >= marker && statement.Verdict != Verdict.Correct) ? Verdict.Unable : Verdict.Correct;
        if (statements.Count == 0) return null;
        return statements.TrueForAll(statement => statement.Verdict == statements[0].Verdict) ? statements[0].Verdict : Verdict.Unable;
    }

    /// <summary>Where the last line that is the marker ends; -1 without one.</summary>
    private static int AfterMarker(string text)
    {
        var after = -1;
        var start = 0;
        foreach (var line in text.Split('\n'))
        {
            if (line.AsSpan().Trim().SequenceEqual(CorrectMarker)) after = start + line.Length;
            start += line.Length + 1;
        }

        return after;
    }

    private static string Feedback(string text) => JudgmentFeedback.Sanitize(text.Replace("###", "", StringComparison.Ordinal));
}
