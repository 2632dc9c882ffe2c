using System.Globalization;

namespace Judger.Inference.Tokenization.Bpe;

/// <summary>Byte-pair encoding of one word (Sennrich et al. 2016, arXiv 1508.07909): its letters are merged, the pair of the lowest rank first.</summary>
internal sealed class BpeModel
{
    private readonly IReadOnlyDictionary<string, int> _vocabulary;
    private readonly Dictionary<(int Left, int Right), (int Rank, int Merged)> _merges;
    private readonly int[]? _bytes;
    private readonly int? _unknown;
    private readonly bool _fusesUnknown;
    private readonly bool _takesWholeWords;

    /// <param name="vocabulary">Token ids by piece.</param>
    /// <param name="merges">Pairs by rank, and what each becomes.</param>
    /// <param name="hasByteFallback">Whether a letter that is not in the vocabulary becomes the tokens of its bytes.</param>
    /// <param name="unknown">The token of what is not in the vocabulary; null where it is left out.</param>
    /// <param name="fusesUnknown">Whether neighbouring unknown letters become one token.</param>
    /// <param name="takesWholeWords">Whether a word that is a piece is that piece, whatever the merges would make of it.</param>
    public BpeModel(
        IReadOnlyDictionary<string, int> vocabulary,
        Dictionary<(int Left, int Right), (int Rank, int Merged)> merges,
        bool hasByteFallback,
        int? unknown,
        bool fusesUnknown,
        bool takesWholeWords)
    {
        (_vocabulary, _merges, _unknown, _fusesUnknown, _takesWholeWords) = (vocabulary, merges, unknown, fusesUnknown, takesWholeWords);
        if (!hasByteFallback) return;
        _bytes = new int[256];
        for (var value = 0; value < _bytes.Length; value++) _bytes[value] = vocabulary.TryGetValue(ByteName(value), out var id) ? id : -1;
    }

    /// <summary>The piece that stands for a byte.</summary>
    public static string ByteName(int value) => string.Create(CultureInfo.InvariantCulture, $"<0x{value:X2}>");

    /// <summary>The byte that a piece stands for; null where it is text.</summary>
    public static byte? ByteOf(string piece) =>
        piece.Length == 6 && piece.StartsWith("<0x", StringComparison.Ordinal) && piece[^1] == '>'
        && byte.TryParse(piece.AsSpan(3, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value)
            ? value
            : null;

    /// <summary>The token of what is not in the vocabulary; null where there is none.</summary>
    public int? Unknown => _unknown;

    /// <summary>Adds the tokens of a word.</summary>
    public void Encode(string word, List<int> ids)
    {
        if (word.Length == 0) return;
        if (_takesWholeWords && _vocabulary.TryGetValue(word, out var whole)) ids.Add(whole);
        else ids.AddRange(Merge(Letters(word)));
    }

    private List<int> Letters(string word)
    {
        var (letters, isUnknown) = (new List<int>(word.Length), false);
        Span<byte> bytes = stackalloc byte[4];
        foreach (var rune in word.EnumerateRunes())
        {
            var wasUnknown = isUnknown;
            isUnknown = false;
            if (_vocabulary.TryGetValue(rune.ToString(), out var id))
            {
                letters.Add(id);
                continue;
            }

            var encoded = bytes[..rune.EncodeToUtf8(bytes)];
            if (_bytes is not null && HasAll(encoded))
            {
                foreach (var value in encoded) letters.Add(_bytes[value]);
                continue;
            }

            isUnknown = true;
            if (_unknown is { } unknown && !(wasUnknown && _fusesUnknown)) letters.Add(unknown);
        }

        return letters;
    }

    private bool HasAll(ReadOnlySpan<byte> bytes)
    {
        foreach (var value in bytes)
        {
            if (_bytes![value] < 0) return false;
        }

        return true;
    }

    /// <summary>Merges neighbours until no pair has a rank, in time that grows with n log n: a text without word boundaries is one word.</summary>
    private IEnumerable<int> Merge(List<int> ids)
    {
        var (next, previous) = (new int[ids.Count], new int[ids.Count]);
        var queue = new PriorityQueue<(int At, int Merged), (int Rank, int At)>();
        for (var i = 0; i < ids.Count; i++)
        {
            (next[i], previous[i]) = (i + 1 < ids.Count ? i + 1 : -1, i - 1);
            Offer(i);
        }

        while (queue.TryDequeue(out var pair, out _))
        {
            // Offers are not taken back: one is out of date when its left part is gone or the two now make something else.
            var (at, right) = (pair.At, next[pair.At]);
            if (ids[at] < 0 || right < 0 || !_merges.TryGetValue((ids[at], ids[right]), out var merge) || merge.Merged != pair.Merged) continue;
            (ids[at], ids[right], next[at]) = (merge.Merged, -1, next[right]);
            if (next[at] >= 0) previous[next[at]] = at;
            Offer(at);
            if (previous[at] >= 0) Offer(previous[at]);
        }

        return ids.Where(id => id >= 0);

        void Offer(int at)
        {
            if (next[at] >= 0 && _merges.TryGetValue((ids[at], ids[next[at]]), out var merge)) queue.Enqueue((at, merge.Merged), (merge.Rank, at));
        }
    }
}
