namespace Judger.Core.Metrics;

/// <summary>Which option of a multiple-choice question a generated reply chooses.</summary>
public static class OptionChoice
{
    /// <summary>The letter of an option: A for 0.</summary>
    public static string Letter(int option) => ((char)('A' + option)).ToString();

    /// <summary>
    /// The option's index, or -1 when the reply chooses none or several: a reply that is the text of an option; a letter alone, in brackets or before a
    /// punctuation mark ("B", "(b)", "B. a dog"), also after "answer is"; else the only option whose text occurs in the reply as whole words.
    /// </summary>
    public static int Find(string reply, IReadOnlyList<string> options)
    {
        ArgumentNullException.ThrowIfNull(reply);
        ArgumentNullException.ThrowIfNull(options);
        var text = Plain(reply);
        for (var option = 0; option < options.Count; option++)
            if (Plain(options[option]) == text) return option;
        if (ByLetter(text, options.Count) is { } letter) return letter;

        var named = Enumerable.Range(0, options.Count).Where(option => HasWords(text, Plain(options[option]))).ToList();

        // "A red car" also has the words of the option "red": the longer text is meant.
        var chosen = named.Where(option => !named.Any(other => other != option && HasWords(Plain(options[other]), Plain(options[option])))).ToList();
        return chosen is [var only] ? only : -1;
    }

    private static int? ByLetter(string text, int count)
    {
        const string Before = "answer is ";
        var at = text.IndexOf(Before, StringComparison.Ordinal);
        var rest = (at < 0 ? text : text[(at + Before.Length)..]).TrimStart('(', '[', ' ');
        if (rest.Length == 0 || (rest.Length > 1 && rest[1] is not (')' or ']' or '.' or ':' or ','))) return null;
        var option = rest[0] - 'a';
        return option >= 0 && option < count ? option : null;
    }

    private static bool HasWords(string text, string words)
    {
        if (words.Length == 0) return false;
        for (var at = text.IndexOf(words, StringComparison.Ordinal); at >= 0; at = text.IndexOf(words, at + 1, StringComparison.Ordinal))
        {
            var end = at + words.Length;
            if ((at == 0 || !char.IsLetterOrDigit(text[at - 1])) && (end == text.Length || !char.IsLetterOrDigit(text[end]))) return true;
        }

        return false;
    }

    private static string Plain(string text) => Answers.AnswerNormalizer.Normalize(text);
}
