using System.Collections.ObjectModel;

namespace Judger.Inference.Tokenization.Bpe;

/// <summary>Finds added tokens in a text: the first one, and of those that begin at the same place the longest.</summary>
internal sealed class AddedTokens
{
    private readonly ReadOnlyDictionary<char, AddedToken[]> _byFirst;

    public AddedTokens(IEnumerable<AddedToken> tokens) => _byFirst = tokens
        .Where(token => token.Content.Length > 0)
        .GroupBy(token => token.Content[0])
        .ToDictionary(group => group.Key, group => group.OrderByDescending(token => token.Content.Length).ToArray())
        .AsReadOnly();

    /// <summary>The special tokens of a tokenizer of any kind.</summary>
    public static AddedTokens SpecialOf(ITokenizer tokenizer) => tokenizer is BpeTokenizer bpe
        ? bpe.SpecialInText
        : new(tokenizer.Special.Select(token => new AddedToken(token.Value, token.Key, true, false, false, false)));

    /// <summary>Cuts a text at its tokens: stretches of text, and tokens where <c>Token</c> is not null.</summary>
    /// <param name="text">The text.</param>
    /// <param name="mayBeToken">Whether a range of the text, from its begin to its end, may be a token. Default: any may.</param>
    public IEnumerable<(string Text, AddedToken? Token)> Split(string text, Func<int, int, bool>? mayBeToken = null)
    {
        var from = 0;
        for (var at = 0; at < text.Length;)
        {
            if (Find(text, at, mayBeToken) is not { } token)
            {
                at++;
                continue;
            }

            var (begin, end) = (at, at + token.Content.Length);
            while (token.StripsLeft && begin > from && char.IsWhiteSpace(text[begin - 1])) begin--;
            while (token.StripsRight && end < text.Length && char.IsWhiteSpace(text[end])) end++;
            if (begin > from) yield return (text[from..begin], null);
            yield return ("", token);
            from = at = end;
        }

        if (from < text.Length) yield return (text[from..], null);
    }

    private AddedToken? Find(string text, int at, Func<int, int, bool>? mayBeToken)
    {
        foreach (var token in _byFirst.GetValueOrDefault(text[at], []))
        {
            if (string.CompareOrdinal(text, at, token.Content, 0, token.Content.Length) != 0) continue;
            var end = at + token.Content.Length;
            if (mayBeToken?.Invoke(at, end) == false) continue;
            if (!token.IsSingleWord || ((at == 0 || !IsWord(text[at - 1])) && (end == text.Length || !IsWord(text[end])))) return token;
        }

        return null;
    }

    private static bool IsWord(char letter) => char.IsLetterOrDigit(letter) || letter == '_';
}
