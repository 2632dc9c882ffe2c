namespace Judger.Core.Answers;

/// <summary>
/// When two short answers are the same answer: white space around them, case and a trailing period do not count. Nothing else is forgiven; benchmarks
/// with rules of their own normalise by those.
/// </summary>
public static class AnswerNormalizer
{
    /// <summary>The form in which answers are compared: trimmed, without trailing periods, lower case.</summary>
    public static string Normalize(string answer)
    {
        ArgumentNullException.ThrowIfNull(answer);
        var end = answer.AsSpan().TrimEnd();
        while (end.Length > 0 && end[^1] == '.') end = end[..^1].TrimEnd();
        return end.Trim().ToString().ToLowerInvariant();
    }

    /// <summary>True when both answers have the same normal form.</summary>
    public static bool AnswersAgree(string a, string b) => string.Equals(Normalize(a), Normalize(b), StringComparison.Ordinal);
}
