using System.Text.Json;
using System.Text.Json.Nodes;
using Judger.Export.Tests.Fixtures;
using Judger.Inference.Errors;
using Judger.Inference.Tokenization.Bpe;

namespace Judger.Inference.Tests.Tokenization;

/// <summary>What a tokenizer.json can say, on tokenizers of a few pieces; whole tokenizers are held to Hugging Face's ids by the vectors.</summary>
public sealed class BpeTokenizerTests : IDisposable
{
    private const string Words = @"[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s+";
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void Pairs_are_merged_by_rank_and_not_from_left_to_right()
    {
        var tokenizer = ByteLevel(["a", "b", "c", "bc", "ab", "abc"], ["b c", "a b", "a bc"]);
        Assert.Equal([5], tokenizer.Encode("abc"));
        Assert.Equal([4, 0], tokenizer.Encode("aba"));
        Assert.Equal("aba", tokenizer.Decode([4, 0]));
    }

    [Fact]
    public void A_word_that_is_a_piece_is_that_piece_only_where_merges_are_ignored()
    {
        string[] pieces = ["a", "b", "c", "ab", "abc"];
        Assert.Equal([3, 2], ByteLevel(pieces, ["a b"]).Encode("abc"));
        Assert.Equal([4], ByteLevel(pieces, ["a b"], model => model["ignore_merges"] = true).Encode("abc"));
    }

    [Fact]
    public void A_letter_beyond_the_basic_plane_is_a_letter_and_a_digit_a_digit()
    {
        // A mathematical x and y make one word, a mathematical 1 and 2 make two; as surrogates all would be symbols, and one word.
        var pattern = new WordPattern(@"\p{L}+|\p{N}");
        Assert.Equal([(0, 4), (4, 6), (6, 8)], pattern.Matches("\U0001D465\U0001D466\U0001D7CF\U0001D7D0"));
        Assert.Equal([(0, 1), (3, 4)], pattern.Matches("a\U0001F642b"));
    }

    [Fact]
    public void Text_is_composed_before_it_is_cut()
    {
        var tokenizer = ByteLevel(["Ã", "©", "e", "Ì", "ģ", "Ã©"], ["Ã ©"], whole: file => file["normalizer"] = JsonNode.Parse("""{"type": "NFC"}"""));
        Assert.Equal([5], tokenizer.Encode("e\u0301"));
        Assert.Equal([5], tokenizer.Encode("\u00E9"));
    }

    [Fact]
    public void Characters_that_are_no_piece_become_their_bytes()
    {
        var tokenizer = Metaspace("always");
        Assert.Equal([Id(tokenizer, "\u2581"), .. "é"u8.ToArray().Select(value => Id(tokenizer, $"<0x{value:X2}>"))], tokenizer.Encode("é"));
        Assert.Equal("é", tokenizer.Decode(tokenizer.Encode("é")));
        Assert.Equal("\uFFFD", tokenizer.Decode([Id(tokenizer, "<0xC3>")]));
    }

    [Theory]
    [InlineData("always", true, "\u2581a")]
    [InlineData("always", false, "\u2581a")]
    [InlineData("first", true, "\u2581a")]
    [InlineData("first", false, "a")]
    [InlineData("never", true, "a")]
    public void A_space_stands_before_the_first_text_or_before_each_as_the_scheme_says(string scheme, bool isFirst, string piece)
    {
        var tokenizer = Metaspace(scheme);
        Assert.Equal([Id(tokenizer, piece)], tokenizer.Encode("a", isFirst));
    }

    [Fact]
    public void The_longest_added_token_is_taken_and_a_special_one_never()
    {
        var tokenizer = ByteLevel(["a", "<", ">", "x"], [], whole: file => file["added_tokens"] = JsonNode.Parse(
            """
            [
              {"id": 10, "content": "<a>", "special": true}, {"id": 11, "content": "xx", "special": false}, {"id": 12, "content": "xxx", "special": false},
              {"id": 13, "content": "aa", "special": false, "single_word": true}
            ]
            """));
        Assert.Equal([1, 0, 2], tokenizer.Encode("<a>"));
        Assert.Equal([12, 11], tokenizer.Encode("xxxxx"));
        Assert.Equal([0, 0, 0, 1, 13, 2], tokenizer.Encode("aaa<aa>"));
        Assert.Equal("xxx<a>", tokenizer.Decode([12, 1, 0, 2, 10]));
        Assert.Equal(10, tokenizer.Special["<a>"]);
    }

    [Fact]
    public void A_text_without_word_boundaries_is_encoded_in_time()
    {
        var tokenizer = Metaspace("always");
        Assert.Equal(200_001, tokenizer.Encode(new string('b', 200_000)).Count);
    }

    [Theory]
    [InlineData("""{"model": {"type": "Unigram", "vocab": {}, "merges": []}}""", "its model is Unigram, not BPE")]
    [InlineData("""{"model": {"vocab": {"a": 0}, "merges": ["a a"]}}""", "its vocabulary lacks 'aa'")]
    [InlineData("""{"model": {"vocab": {"a": 0}, "merges": ["a"]}}""", "its merge 'a' is not two pieces")]
    [InlineData("""{"model": {"vocab": {"a": -1}, "merges": []}}""", "negative")]
    [InlineData("""{"model": {"vocab": {}, "merges": []}, "normalizer": {"type": "Precompiled"}}""", "its normalizer has the part Precompiled")]
    [InlineData("""{"model": {"vocab": {}, "merges": []}, "pre_tokenizer": {"type": "BertPreTokenizer"}}""", "its pre_tokenizer has the part BertPreTokenizer")]
    [InlineData("{", "is not a BPE tokenizer")]
    [InlineData("[]", "is not a BPE tokenizer")]
    public void What_cannot_be_honoured_is_refused_by_name(string json, string problem)
    {
        File.WriteAllText(_folder.PathOf("tokenizer.json"), json);
        var error = Assert.Throws<ModelFolderException>(() => BpeTokenizer.Load(_folder.PathOf("tokenizer.json")));
        Assert.Contains(problem, error.Message, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private static int Id(BpeTokenizer tokenizer, string piece) =>
        Enumerable.Range(0, tokenizer.Count)
            .First(id => tokenizer.Piece(id) == piece.Replace('\u2581', ' ') && (piece[0] == '\u2581') == (tokenizer.Piece(id)[0] == ' '));

    private BpeTokenizer ByteLevel(string[] pieces, string[] merges, Action<JsonObject>? model = null, Action<JsonObject>? whole = null) => Load(
        pieces,
        merges,
        file =>
        {
            file["pre_tokenizer"] = new JsonObject
            {
                ["type"] = "Sequence",
                ["pretokenizers"] = new JsonArray(
                    new JsonObject { ["type"] = "Split", ["pattern"] = new JsonObject { ["Regex"] = Words }, ["behavior"] = "Isolated" },
                    new JsonObject { ["type"] = "ByteLevel", ["use_regex"] = false }),
            };
            file["decoder"] = new JsonObject { ["type"] = "ByteLevel" };
            model?.Invoke(file["model"]!.AsObject());
            whole?.Invoke(file);
        });

    private BpeTokenizer Metaspace(string scheme) => Load(
        [.. Enumerable.Range(0, 256).Select(value => $"<0x{value:X2}>"), "\u2581", "a", "b", "\u2581a"],
        ["\u2581 a"],
        file =>
        {
            file["model"]!["byte_fallback"] = true;
            file["pre_tokenizer"] = new JsonObject { ["type"] = "Metaspace", ["replacement"] = "\u2581", ["prepend_scheme"] = scheme, ["split"] = false };
            file["decoder"] = JsonNode.Parse(
                """
                {"type": "Sequence", "decoders": [
                  {"type": "Replace", "pattern": {"String": "▁"}, "content": " "}, {"type": "ByteFallback"}, {"type": "Fuse"},
                  {"type": "Strip", "content": " ", "start": 1, "stop": 0}]}
                """);
        });

    private BpeTokenizer Load(string[] pieces, string[] merges, Action<JsonObject> change)
    {
        var file = new JsonObject
        {
            ["added_tokens"] = new JsonArray(),
            ["model"] = new JsonObject
            {
                ["type"] = "BPE",
                ["vocab"] = JsonSerializer.SerializeToNode(pieces.Select((piece, id) => (piece, id)).ToDictionary(pair => pair.piece, pair => pair.id)),
                ["merges"] = JsonSerializer.SerializeToNode(merges),
            },
        };
        change(file);
        File.WriteAllText(_folder.PathOf("tokenizer.json"), file.ToJsonString());
        return BpeTokenizer.Load(_folder.PathOf("tokenizer.json"));
    }
}
