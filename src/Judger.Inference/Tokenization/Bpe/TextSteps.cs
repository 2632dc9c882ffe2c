using System.Text;
using ADRaffy.ENSNormalize;

namespace Judger.Inference.Tokenization.Bpe;

/// <summary>The steps of Hugging Face's tokenizers that published models have.</summary>
internal static class TextSteps
{
    private const string Gpt2 = @"'(?:[sdmt]|ll|ve|re)| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+";

    /// <summary>Unicode's composed form, NFC. The framework's own does nothing here: this product runs without a culture's data.</summary>
    public static TextStep Compose { get; } = (word, _) => [Ascii.IsValid(word) ? word : ENSNormalize.NF.NFC(word)];

    /// <summary>Puts other characters in the place of some.</summary>
    public static TextStep Replace(string old, string with) => (word, _) => [old.Length == 0 ? word : word.Replace(old, with, StringComparison.Ordinal)];

    /// <summary>Puts characters in the place of what matches.</summary>
    public static TextStep Replace(WordPattern pattern, string with) => (word, _) =>
    {
        var (text, from) = (new StringBuilder(), 0);
        foreach (var (start, end) in pattern.Matches(word))
        {
            text.Append(word, from, start - from).Append(with);
            from = end;
        }

        return [text.Append(word, from, word.Length - from).ToString()];
    };

    /// <summary>Puts characters before each stretch.</summary>
    public static TextStep Prepend(string text) => (word, _) => [word.Length == 0 ? word : text + word];

    /// <summary>Removes whitespace at the ends.</summary>
    public static TextStep Strip(bool left, bool right) => (word, _) => [left && right ? word.Trim() : left ? word.TrimStart() : right ? word.TrimEnd() : word];

    /// <summary>Lower case.</summary>
    public static TextStep Lowercase { get; } = (word, _) => [word.ToLowerInvariant()];

    /// <summary>SentencePiece's spaces: each becomes a visible mark, and one may be put before the text.</summary>
    /// <param name="mark">The mark.</param>
    /// <param name="scheme">Before each stretch (<c>always</c>), before the prompt's first (<c>first</c>), or before none (<c>never</c>).</param>
    /// <param name="splits">Whether words begin at marks.</param>
    public static TextStep Metaspace(string mark, string scheme, bool splits) => (word, isFirst) =>
    {
        word = word.Replace(" ", mark, StringComparison.Ordinal);
        var isMarked = scheme == "always" || (scheme == "first" && isFirst);
        if (isMarked && word.Length > 0 && !word.StartsWith(mark, StringComparison.Ordinal)) word = mark + word;
        return splits ? Cut(word, Places(word, mark), SplitBehavior.MergedWithNext, isInverted: false) : [word];
    };

    /// <summary>Bytes as letters, of words as GPT-2 cuts them where it is asked for.</summary>
    public static TextStep ByteLevel(bool addsSpace, bool cutsWords)
    {
        var pattern = cutsWords ? new WordPattern(Gpt2) : null;
        return (word, _) =>
        {
            if (addsSpace && word.Length > 0 && !char.IsWhiteSpace(word[0])) word = " " + word;
            return (pattern is null ? [word] : Cut(word, pattern.Matches(word), SplitBehavior.Isolated, isInverted: false)).Select(ByteAlphabet.Encode);
        };
    }

    /// <summary>Cuts at what matches a pattern.</summary>
    public static TextStep Split(WordPattern pattern, SplitBehavior behavior, bool isInverted) =>
        (word, _) => Cut(word, pattern.Matches(word), behavior, isInverted);

    /// <summary>Cuts at some characters.</summary>
    public static TextStep Split(string characters, SplitBehavior behavior, bool isInverted) =>
        (word, _) => Cut(word, Places(word, characters), behavior, isInverted);

    private static IEnumerable<(int Start, int End)> Places(string word, string characters)
    {
        if (characters.Length == 0) yield break;
        for (var at = Next(0); at >= 0; at = Next(at + characters.Length)) yield return (at, at + characters.Length);

        int Next(int from) => word.IndexOf(characters, from, StringComparison.Ordinal);
    }

    private static IEnumerable<string> Cut(string word, IEnumerable<(int Start, int End)> matches, SplitBehavior behavior, bool isInverted)
    {
        var parts = new List<(string Text, bool IsMatch)>();
        var from = 0;
        foreach (var (start, end) in matches)
        {
            if (start > from) parts.Add((word[from..start], isInverted));
            parts.Add((word[start..end], !isInverted));
            from = end;
        }

        if (from < word.Length) parts.Add((word[from..], isInverted));
        return behavior switch
        {
            SplitBehavior.Removed => parts.Where(part => !part.IsMatch).Select(part => part.Text),
            SplitBehavior.Isolated => parts.Select(part => part.Text),
            _ => Join(parts, behavior),
        };
    }

    private static List<string> Join(List<(string Text, bool IsMatch)> parts, SplitBehavior behavior)
    {
        var words = new List<string>();
        for (var i = 0; i < parts.Count; i++)
        {
            var joins = i > 0 && behavior switch
            {
                SplitBehavior.MergedWithPrevious => parts[i].IsMatch && !parts[i - 1].IsMatch,
                SplitBehavior.MergedWithNext => parts[i - 1].IsMatch && !parts[i].IsMatch,
                _ => parts[i].IsMatch == parts[i - 1].IsMatch,
            };
            if (joins) words[^1] += parts[i].Text;
            else words.Add(parts[i].Text);
        }

        return words;
    }
}
