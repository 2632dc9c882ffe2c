using System.Text.RegularExpressions;

namespace Judger.Core.Judgments;

/// <summary>Finds what an expert's prose states of the answer: in a sentence, after a label such as "Verdict:", or in a word that stands alone.</summary>
internal static partial class VerdictStatements
{
    // "right" is not a verdict: in answers it is a side of the picture.
    private const string Word = """
        (?: (?<not> not ) \b [\s*_]+ )?
        (?: (?:actually|completely|entirely|fully|quite|strictly) [\s*_]+ )*
        (?: (?:only\s+)? (?<almost> partially|partly|half|almost|nearly ) [\s*_]+ )?
        (?<word> correct|incorrect|wrong|inaccurate )
        """;

    // "The response is correct. No, it is not."
    private const string Retracted = """(?: (?<=\bcorrect) [.!\s*_]* \b (?:no|false) \b (?: \s* [,.!] | \s* \z ) )""";

    private const string Unable = "unable | cannot [ ] tell | can[ ]?not [ ] be [ ] (?:determined|judged) | undetermined | unclear";
    private const RegexOptions Options = RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.IgnorePatternWhitespace;

    /// <summary>Text without what only dresses it: tags, special tokens, underscores for emphasis and LaTeX boxes.</summary>
    public static string Plain(string text) => Dress().Replace(text, match => match.ValueSpan.Contains("box", StringComparison.OrdinalIgnoreCase)
        || match.Groups["block"].Success ? "\n" : " ");

    /// <summary>All statements in order. A sentence that asks, doubts, reports or makes a condition states nothing.</summary>
    public static List<VerdictStatement> Find(string text)
    {
        var found = new List<VerdictStatement>();
        var unquoted = WithoutQuotations(text);
        foreach (Match match in Sentence().Matches(unquoted))
            if (!IsConditional(unquoted, match.Index) && Of(match) is { } verdict) found.Add(new(match.Index, verdict));
        foreach (Match match in Labelled().Matches(unquoted))
            if (Of(match) is { } verdict) found.Add(new(match.Index, verdict));
        foreach (Match match in Alone().Matches(text))
            if (BeginsSentence(text, match.Index) && Of(match) is { } verdict) found.Add(new(match.Index, verdict));
        if (Leading().Match(text) is { Success: true } leading && Of(leading) is { } first) found.Add(new(leading.Index, first));
        return found;
    }

    private static Verdict? Of(Match match)
    {
        if (match.Groups["unable"].Success) return Verdict.Unable;
        if (match.Groups["almost"].Success) return Verdict.Incorrect;
        var isPraise = match.Groups["word"].ValueSpan.Equals("correct", StringComparison.OrdinalIgnoreCase);
        if (isPraise == match.Groups["not"].Success) return Verdict.Incorrect;

        // "is correct, but ..." is not an acceptance, and may not be a rejection.
        return match.Groups["but"].Success ? null : Verdict.Correct;
    }

    /// <summary>"I cannot tell whether the response is correct" states nothing, and neither does "I do not think that the answer is correct".</summary>
    private static bool IsConditional(string text, int at)
    {
        var start = text.AsSpan(0, at).LastIndexOfAny(".!?\n") + 1;
        return Condition().IsMatch(text.AsSpan(start, at - start));
    }

    // A word on a line of its own may be the end of a sentence that was wrapped.
    private static bool BeginsSentence(string text, int at)
    {
        var before = text.AsSpan(0, at).TrimEnd();
        return before.IsEmpty || !(char.IsLetterOrDigit(before[^1]) || before[^1] is ',' or '-' or '\'');
    }

    // A quotation of several words is not the expert's own. Its length stays, so that places do.
    private static string WithoutQuotations(string text) => Quotation().Replace(text, match =>
        match.Index > 0 && match.ValueSpan.ContainsAny(" \t\u00A0") ? $"\"{new string(' ', match.Length - 2)}\"" : match.Value);

    // The quoted part is the answer under judgment: The response "left" is wrong.
    [GeneratedRegex($"""
        \b (?<!\bcorrect\s) (?:response|answer|student|model|prediction) (?: \s+ ["“][^"”\n]*["”] )? [\s*_]+ (?:is|was)
        (?: \s+ (?:actually|also|indeed|clearly|simply|definitely|therefore|thus|in\ fact) )*
        (?<not> n['’]t\b )? [\s*_:"“`]+
        {Word} \b (?! [*_"”`\s]* (?: \? | [:=]+ \s* (?:no|false)\b ) | {Retracted} )
        (?<but> [^.!?\n]* \b(?:but|except|however|only|in\ part|partly|partially)\b )?
        """, Options)]
    private static partial Regex Sentence();

    [GeneratedRegex($"""
        \b (?:verdict|judge?ment|conclusion|decision|evaluation|assessment|result|correctness) \b
        [\s*_#"“”`]* (?: [:=>→\n] | [-–—]+ | \b(?:is|was)\b ) [\s*_#"“`>:([]*
        (?: {Word} | (?<unable> {Unable} ) ) \b (?! [*_"”`\s]* (?: [?/|] | or\b ) | \s+ (?:answer|response|term|word)\b | {Retracted} )
        (?<but> [^.!?\n]* \b(?:but|except|however|only)\b )?
        """, Options)]
    private static partial Regex Labelled();

    [GeneratedRegex($"""
        ^ [^\w\n]* (?: {Word} | (?<unable> {Unable} ) ) (?! {Retracted} ) [^\w\n?]* $
        """, Options | RegexOptions.Multiline)]
    private static partial Regex Alone();

    // "Correct: table" names the answer that would be correct, so a colon follows a rejection only.
    [GeneratedRegex($"""
        \A \W* (?:
            (?<unable> unable | (?:I\s+)? (?: cannot | can['’]t | can\ not ) \s+ (?:tell|determine|judge) ) \b
            | {Word} \b (?: (?<=(?:incorrect|wrong|inaccurate)) [\s*_"”`]* (?: [:–—-] | \b(?:because|since|as)\b )
                | (?! {Retracted} ) [*_"”`]* (?: [.!\n] | [,;] (?<but> [^.!?\n]* \b(?:but|except|however|only)\b )? ) ) )
        """, Options)]
    private static partial Regex Leading();

    [GeneratedRegex("""
        \b (?: if|whether|unless|assuming|doubt|deny|disagree|false|untrue ) \b
        | \b (?: not|never|hardly|cannot|can['’]t|[a-z]+n['’]t ) \s+ (?:\w+\s+){0,2}?
          (?: think|believe|say|agree|conclude|true|mean|call|sure|certain|clear|case ) \b
        | \b (?: say|says|said|claims?|claimed|suggests?|suggested|thinks|thought|assumed|believes|believed|guessed|pretends|reads )
          \s+ (?:that\s+)? (?:\w+\s+){0,2} $
        """, Options)]
    private static partial Regex Condition();

    [GeneratedRegex("""["“][^"”\n]{0,400}["”]""", RegexOptions.CultureInvariant)]
    private static partial Regex Quotation();

    [GeneratedRegex("""
        (?<block> </? (?:answer|verdict|judge?ment|result|response|output|final|final_answer|conclusion|p|br|div) \b [^<>]{0,40} > )
        | </? (?:b|strong|i|em|u|code|span|mark) \b [^<>]{0,40} > | <\|[a-z_]{2,30}\|> | </s>
        | (?<!\w)_{1,3}(?=\w) | (?<=\w)_{1,3}(?!\w) | \\(?:boxed|text|textbf|mathrm|mathbf)\s*(?=\{)
        """, Options)]
    private static partial Regex Dress();
}
