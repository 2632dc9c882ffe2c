using System.Text.RegularExpressions;

namespace Judger.Core.Judgments;

/// <summary>Finds the answer that an expert names as the correct one.</summary>
internal static partial class NamedAnswers
{
    /// <summary>The first named answer on one line, or null.</summary>
    public static string? First(string text)
    {
        var match = NamedAnswer().Match(text);
        if (!match.Success) return null;
        var answer = JudgmentFeedback.Sanitize(match.Groups["answer"].Value).TrimEnd('.', ',', ';', ' ');
        return answer.Length == 0 ? null : answer;
    }

    [GeneratedRegex("""
        \bcorrect \s+ (?:answer|response|term|word) \b ,? (?: \s+ (?:is|was|should\ be|would\ be) )? :? \s+ ["“] (?<answer>[^"”\n]{1,100}) ["”]
        | \bthe \s+ answer \s+ is \s+ (?<answer>[^.,"“\n]{1,100}) , \s+ not \s
        """, RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex NamedAnswer();
}
