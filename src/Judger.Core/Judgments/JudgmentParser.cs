using System.Text.RegularExpressions;

namespace Judger.Core.Judgments;

/// <summary>
/// Reads a verdict out of an expert's words: the exact marker that the expert is asked for, or prose such as "The response is incorrect. ..." that
/// experts write instead (about two thirds of the judgments in JUDGER's published sample).
/// </summary>
public static partial class JudgmentParser
{
    /// <summary>The line with which an expert accepts an answer.</summary>
    public const string CorrectMarker = "### The response is correct. ###";

    /// <summary>A verdict further down than this is not looked for; experts answer in a few hundred tokens.</summary>
    private const int MaxLength = 8192;

    /// <summary>Parses any text; text without a verdict is <see cref="Verdict.Unable"/>.</summary>
    public static Judgment Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.Length > MaxLength) text = text[..MaxLength];

        var suggested = Suggestion(text);
        // Who names another answer as the correct one rejects this one, even without saying so.
        var verdict = HasMarker(text) ? Verdict.Correct
            : Stated(text) ?? (suggested is null ? Verdict.Unable : Verdict.Incorrect);
        return verdict switch
        {
            Verdict.Correct => new() { Verdict = verdict },
            Verdict.Incorrect => new() { Verdict = verdict, Feedback = Feedback(text), SuggestedAnswer = suggested },
            _ => new() { Verdict = verdict, Feedback = Feedback(text) },
        };
    }

    private static bool HasMarker(string text)
    {
        foreach (var line in text.AsSpan().EnumerateLines())
            if (line.Trim().SequenceEqual(CorrectMarker)) return true;
        return false;
    }

    private static Verdict? Stated(string text)
    {
        foreach (Match match in Statement().Matches(text))
        {
            if (IsConditional(text, match.Index)) continue;
            var isPraise = match.Groups["word"].ValueSpan.Equals("correct", StringComparison.OrdinalIgnoreCase);
            if (match.Groups["almost"].Success) return Verdict.Incorrect;
            return isPraise != match.Groups["not"].Success ? Verdict.Correct : Verdict.Incorrect;
        }

        return null;
    }

    /// <summary>"I cannot tell whether the response is correct" states nothing.</summary>
    private static bool IsConditional(string text, int at)
    {
        var start = text.AsSpan(0, at).LastIndexOfAny(".!?\n") + 1;
        return Condition().IsMatch(text.AsSpan(start, at - start));
    }

    private static string? Suggestion(string text)
    {
        var match = NamedAnswer().Match(text);
        if (!match.Success) return null;
        var answer = JudgmentFeedback.Sanitize(match.Groups["answer"].Value).TrimEnd('.', ',', ';', ' ');
        return answer.Length == 0 ? null : answer;
    }

    private static string Feedback(string text) => JudgmentFeedback.Sanitize(text.Replace("###", "", StringComparison.Ordinal));

    // "right" is no verdict: in answers it is a side of the picture. The quoted part is the answer under judgment: The response "left" is wrong.
    [GeneratedRegex("""
        (?: \b (?<!\bcorrect\s) (?:response|answer) (?: \s+ ["“][^"”\n]{0,200}["”] )? \s+ (?:is|was) | ^ (?=[\W]*\w+[\W]*$) )
        (?: \s+ (?:actually|also|indeed|clearly|simply) )*
        (?<not> \s+ not\b | n['’]t\b )?
        (?: \s+ (?:actually|completely|entirely|fully|quite|strictly) )*
        (?<almost> \s+ (?:only\s+)? (?:partially|partly|half|almost|nearly) )?
        [\s*_:"“]* \b (?<word> correct|incorrect|wrong|inaccurate ) \b
        """, RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Statement();

    [GeneratedRegex(@"\b(?:if|whether|unless|assuming)\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Condition();

    [GeneratedRegex("""
        \bcorrect \s+ (?:answer|response|term|word) \b ,? (?: \s+ (?:is|was|should\ be|would\ be) )? :? \s+ ["“] (?<answer>[^"”\n]{1,100}) ["”]
        | \bthe \s+ answer \s+ is \s+ (?<answer>[^.,"“\n]{1,100}) , \s+ not \s
        """, RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex NamedAnswer();
}
