using System.Text;
using System.Text.RegularExpressions;

namespace Judger.Training.Tokenizers;

/// <summary>
/// Byte-pair encoding (Sennrich et al. 2016) in SentencePiece's terms: a space is U+2581 in front of its word, a digit with its space is one piece, and
/// merges stop at the borders of words and punctuation.
/// </summary>
internal static partial class BpeTrainer
{
    private const char Space = '\u2581';

    /// <summary>
    /// Learns pieces until every word of the corpus is one piece. Returns the merged pieces in the order in which they were learned, and after them
    /// all single characters: those of the corpus and printable ASCII, so that any English question is spelled in characters at worst.
    /// </summary>
    public static (IReadOnlyList<string> Merges, IReadOnlyList<string> Characters) Train(IEnumerable<string> sentences)
    {
        var words = CountWords(sentences);
        var merges = new List<string>();
        while (MostFrequentPair(words) is { } pair)
        {
            var merged = pair.Left + pair.Right;
            merges.Add(merged);
            foreach (var word in words) Merge(word.Symbols, pair.Left, pair.Right, merged);
        }

        var ascii = Enumerable.Range('!', '~' - '!' + 1).Select(code => ((char)code).ToString());
        var characters = ascii.Append(Space.ToString()).Distinct(StringComparer.Ordinal).ToList();
        return (merges, characters);
    }

    private static List<(List<string> Symbols, int Count)> CountWords(IEnumerable<string> sentences)
    {
        var counts = new SortedDictionary<string, int>(StringComparer.Ordinal);
        foreach (var sentence in sentences)
        {
            var text = new StringBuilder().Append(Space).Append(sentence).Replace(' ', Space).ToString();
            foreach (Match word in Word().Matches(text)) counts[word.Value] = counts.GetValueOrDefault(word.Value) + 1;
        }

        return [.. counts.Select(word => (word.Key.Select(c => c.ToString()).ToList(), word.Value))];
    }

    private static (string Left, string Right)? MostFrequentPair(List<(List<string> Symbols, int Count)> words)
    {
        var pairs = new Dictionary<(string Left, string Right), int>();
        foreach (var (symbols, count) in words)
        {
            for (var i = 0; i + 1 < symbols.Count; i++) pairs[(symbols[i], symbols[i + 1])] = pairs.GetValueOrDefault((symbols[i], symbols[i + 1])) + count;
        }

        // Ties go to the pair that comes first in the alphabet, so that the same corpus gives the same tokenizer everywhere.
        return pairs.Count == 0
            ? null
            : pairs
                .OrderByDescending(pair => pair.Value)
                .ThenBy(pair => pair.Key.Left, StringComparer.Ordinal)
                .ThenBy(pair => pair.Key.Right, StringComparer.Ordinal)
                .First().Key;
    }

    private static void Merge(List<string> symbols, string left, string right, string merged)
    {
        for (var i = 0; i + 1 < symbols.Count; i++)
        {
            if (symbols[i] != left || symbols[i + 1] != right) continue;
            symbols[i] = merged;
            symbols.RemoveAt(i + 1);
        }
    }

    [GeneratedRegex(@"▁?[A-Za-z]+|▁?[0-9]|[^\sA-Za-z0-9▁]")]
    private static partial Regex Word();
}
