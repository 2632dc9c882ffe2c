using Judger.Inference.Manifest;
using Judger.Inference.Tokenization;

namespace Judger.Inference.Constraints.Vocabularies;

/// <summary>
/// A model's tokens as bytes, prepared once for all constraints. Most tokens are characters that may stand in any string of JSON: how many characters each has
/// is known beforehand, so that inside a string only the others are looked at.
/// </summary>
internal sealed class TokenVocabulary
{
    private readonly byte[]?[] _bytes;
    private readonly int[] _ends;
    private readonly ulong[][] _plain;

    /// <summary>Prepares a tokenizer.</summary>
    /// <param name="tokenizer">The tokenizer.</param>
    /// <param name="count">Rows of the model's embeddings; ids beyond the tokenizer's have no text.</param>
    /// <param name="special">The tokens that end an answer.</param>
    public TokenVocabulary(ITokenizer tokenizer, int count, SpecialTokens special)
    {
        Words = (count + 63) / 64;
        _ends = [.. Enumerable.Range(0, count).Where(special.IsEnd)];
        _bytes = new byte[count][];
        var (all, broken, plain) = (new List<(int, byte[])>(count), new List<(int, byte[])>(), new List<(int Id, int Characters)>(count));
        for (var id = 0; id < Math.Min(count, tokenizer.Count); id++)
        {
            if (special.IsEnd(id) || tokenizer.BytesOf(id) is not { Length: > 0 and < ushort.MaxValue } bytes || !JsonBytes.CanStand(bytes)) continue;
            _bytes[id] = bytes;
            all.Add((id, bytes));
            if (JsonBytes.PlainCharacters(bytes) is { } characters) plain.Add((id, characters));
            else broken.Add((id, bytes));
        }

        (All, Broken) = (new(all), new(broken));
        _plain = PlainByLength(plain);
    }

    /// <summary>Words of 64 bits that a mask has.</summary>
    public int Words { get; }

    /// <summary>All tokens that can stand in JSON.</summary>
    public TokenTrie All { get; }

    /// <summary>Those of them that are not just whole characters of a string.</summary>
    public TokenTrie Broken { get; }

    /// <summary>The bytes of a token; empty for one that has no text.</summary>
    public ReadOnlySpan<byte> BytesOf(int token) => _bytes[token];

    /// <summary>Sets the bits of the tokens that are nothing but whole characters of a string, up to so many of them.</summary>
    public void AllowPlain(int characters, ulong[] mask)
    {
        var tokens = _plain[Math.Min(characters, _plain.Length - 1)];
        for (var i = 0; i < mask.Length; i++) mask[i] |= tokens[i];
    }

    /// <summary>Sets the bits of the tokens that end an answer.</summary>
    public void AllowEnds(ulong[] mask)
    {
        foreach (var end in _ends) mask[end >> 6] |= 1UL << end;
    }

    private ulong[][] PlainByLength(List<(int Id, int Characters)> plain)
    {
        var sets = new ulong[plain.Select(token => token.Characters).DefaultIfEmpty().Max() + 1][];
        var byLength = plain.ToLookup(token => token.Characters);
        var sum = new ulong[Words];
        for (var i = 0; i < sets.Length; i++)
        {
            foreach (var (id, _) in byLength[i]) sum[id >> 6] |= 1UL << id;
            sets[i] = [.. sum];
        }

        return sets;
    }
}
