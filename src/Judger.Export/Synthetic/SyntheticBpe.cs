using System.Text.Json;
using Judger.Export.Checkpoints;
using Judger.Export.Synthetic.Families;
using Judger.Inference.Tokenization.Bpe;

namespace Judger.Export.Synthetic;

/// <summary>
/// A small <c>tokenizer.json</c> for a model of any vocabulary: byte-level BPE with every byte, the words of the prompts where there is room for them, and
/// the special tokens of the family's prompts. Those that the configuration names have its ids; the others get the last ones of the vocabulary.
/// </summary>
internal sealed class SyntheticBpe
{
    private readonly Dictionary<string, int> _pieces = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _special = new(StringComparer.Ordinal);
    private readonly List<string[]> _merges = [];
    private readonly FamilyTokens _tokens;

    /// <exception cref="CheckpointException">The vocabulary has no room for the bytes and the special tokens.</exception>
    public SyntheticBpe(FamilyLayout layout)
    {
        _tokens = layout.Tokens;
        foreach (var (token, id) in _tokens.Known) _special[token] = id;
        var taken = _special.Values.ToHashSet();
        var last = layout.Vocabulary;
        foreach (var token in _tokens.Others)
        {
            do last--;
            while (taken.Contains(last));
            _special[token] = last;
            taken.Add(last);
        }

        var next = 0;
        foreach (var letter in ByteAlphabet.All) Add($"{letter}");
        if (next > last)
            throw layout.Config.Unsupported("vocab_size", $"{layout.Vocabulary}", $"a vocabulary of at least {ByteAlphabet.All.Count + taken.Count} tokens");
        foreach (var word in SyntheticTokenizer.PromptWords.Select(word => ByteAlphabet.Encode(" " + word))) AddWord(word);

        void Add(string piece)
        {
            while (taken.Contains(next)) next++;
            _pieces[piece] = next++;
        }

        void AddWord(string word)
        {
            if (next + taken.Count + word.Length >= last) return;
            for (var length = 2; length <= word.Length; length++)
            {
                if (_pieces.ContainsKey(word[..length])) continue;
                Add(word[..length]);
                _merges.Add([word[..(length - 1)], word[(length - 1)..length]]);
            }
        }
    }

    /// <summary>The file.</summary>
    public byte[] Write() => JsonSerializer.SerializeToUtf8Bytes(new Dictionary<string, object?>
    {
        ["version"] = "1.0",
        ["added_tokens"] = _special.OrderBy(token => token.Value).Select(token => new
        {
            id = token.Value,
            content = token.Key,
            single_word = false,
            lstrip = false,
            rstrip = false,
            normalized = false,
            special = true,
        }),
        ["normalizer"] = null,
        ["pre_tokenizer"] = new { type = "ByteLevel", add_prefix_space = false, trim_offsets = true, use_regex = true },
        ["post_processor"] = null,
        ["decoder"] = new { type = "ByteLevel", add_prefix_space = false, trim_offsets = true, use_regex = true },
        ["model"] = new { type = "BPE", vocab = _pieces, merges = _merges },
    });

    /// <summary><c>tokenizer_config.json</c>, which says what begins a prompt and what ends an answer.</summary>
    public byte[] WriteConfig()
    {
        var config = new Dictionary<string, object> { ["add_bos_token"] = _tokens.Begin is not null, ["eos_token"] = _tokens.End };
        if (_tokens.Begin is { } begin) config["bos_token"] = begin;
        return JsonSerializer.SerializeToUtf8Bytes(config);
    }
}
