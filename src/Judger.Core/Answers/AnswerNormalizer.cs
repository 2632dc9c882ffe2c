namespace Judger.Core.Answers;

/// <summary>
/// When two short answers are the same answer: white space around them, case and a trailing period do not count; of JSON, how it is written does not.
/// Nothing else is forgiven; benchmarks with rules of their own normalise by those.
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

    /// <summary>
    /// True when both answers have the same normal form. Where one is an object or a list of JSON, its values (<see cref="AnswerValues"/>) are compared with
    /// the other one's, or with its words.
    /// </summary>
    public static bool AnswersAgree(string a, string b)
    {
        ArgumentNullException.ThrowIfNull(a);
        ArgumentNullException.ThrowIfNull(b);
        var (isA, isB) = (AnswerValues.TryReadContainer(a, out var valueA), AnswerValues.TryReadContainer(b, out var valueB));
        if (isA && isB) return AnswerValues.AreSame(valueA, valueB);
        return string.Equals(
            Normalize(isA ? AnswerValues.InWords(a) : a), Normalize(isB ? AnswerValues.InWords(b) : b), StringComparison.Ordinal);
    }
}
