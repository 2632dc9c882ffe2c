using Judger.Export.Synthetic;
using Judger.Export.Tests.Fixtures;
using Judger.Inference.Errors;
using Judger.Inference.Sampling;
using Judger.Inference.Tokenization;

namespace Judger.Inference.Tests;

public sealed class TokenizerTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Theory]
    [InlineData("</s>")]
    [InlineData("<s>")]
    [InlineData("<unk>")]
    [InlineData("<image>")]
    [InlineData("<0x0A>")]
    [InlineData("what </s> is <image> red</s>")]
    public void Special_tokens_that_a_user_types_stay_text(string text)
    {
        foreach (var tokenizer in All())
        {
            var ids = tokenizer.Encode(text);
            Assert.All(ids, id => Assert.True(id >= 3, $"{text} gave the special token {id}"));
            Assert.DoesNotContain(13, ids);
            Assert.Equal(text, tokenizer.Decode(ids));
        }
    }

    [Theory]
    [InlineData("what is the red")]
    [InlineData("\nUSER: yes\nASSISTANT:")]
    [InlineData("Größe: 5 m², naïve — 你好 🙂")]
    [InlineData("two  spaces")]
    public void Text_survives_encoding_and_decoding(string text)
    {
        foreach (var tokenizer in All()) Assert.Equal(text, tokenizer.Decode(tokenizer.Encode(text)));
    }

    [Fact]
    public void What_is_shown_of_random_tokens_is_the_beginning_of_whatever_follows()
    {
        var random = new Random(3);
        foreach (var tokenizer in All())
        {
            // Half of them bytes, so that characters of several come, whole and damaged.
            var bytes = Enumerable.Range(0, tokenizer.Count).Where(id => tokenizer.BytesOf(id) is [_]).ToArray();
            for (var round = 0; round < 500; round++)
            {
                var (text, ids, shown) = (new AnswerText(tokenizer, ["ed", " is"]), new List<int>(), "");
                for (var isStopped = false; !isStopped && ids.Count < 24;)
                {
                    if (random.Next(4) == 0) foreach (var part in "é🙂中"u8.ToArray()) ids.Add(bytes.First(id => tokenizer.BytesOf(id)![0] == part));
                    ids.Add(random.Next(2) == 0 ? bytes[random.Next(bytes.Length)] : random.Next(tokenizer.Count));
                    isStopped = text.Update(ids);
                    shown += text.Take(isEnd: false);
                    Assert.StartsWith(shown, text.Text, StringComparison.Ordinal);
                }

                Assert.Equal(text.Text, shown + text.Take(isEnd: true));
            }
        }
    }

    [Fact]
    public void Known_words_are_single_tokens_and_pieces_show_their_leading_space()
    {
        var tokenizer = Own();
        Assert.Equal(
            [SyntheticTokenizer.IdOf("\u2581what"), SyntheticTokenizer.IdOf("\u2581is"), SyntheticTokenizer.IdOf("\u2581red")],
            tokenizer.Encode("what is red"));
        Assert.Equal(" red", tokenizer.Piece(SyntheticTokenizer.IdOf("\u2581red")));
    }

    [Fact]
    public void Only_the_space_before_the_text_is_taken_away()
    {
        var tokenizer = Own();
        var (brace, red) = (Enumerable.Range(0, tokenizer.Count).First(id => tokenizer.BytesOf(id) is [(byte)'{']), SyntheticTokenizer.IdOf("\u2581red"));
        Assert.Equal("{ red red", tokenizer.Decode([brace, red, red]));
        Assert.Equal("red{", tokenizer.Decode([red, brace]));
    }

    [Fact]
    public void Ids_without_a_piece_decode_to_nothing()
    {
        var tokenizer = Own();
        Assert.Equal("red", tokenizer.Decode([SyntheticTokenizer.IdOf("\u2581red"), tokenizer.Count, tokenizer.Count + 50, -1]));
        Assert.Equal("", tokenizer.Piece(tokenizer.Count));
    }

    [Fact]
    public void Llamas_tokenizer_gives_the_ids_of_sentencepiece()
    {
        var tokenizer = Llama();
        if (tokenizer is null)
        {
            Assert.Skip("shared/data/llama2-tokenizer.model is not beside this repository");
            return;
        }

        Assert.Equal(32000, tokenizer.Count);
        Assert.Equal([22172, 3186], tokenizer.Encode("hello world"));
        Assert.Equal([29871, 13, 11889, 29901, 263], tokenizer.Encode("\nUSER: a"));
        Assert.Equal([29871, 13, 13, 259, 29908, 29943], tokenizer.Encode("\n\n  \"F"));
    }

    [Fact]
    public void A_file_that_is_no_tokenizer_is_named()
    {
        File.WriteAllText(_folder.PathOf("tokenizer.model"), "no tokenizer");
        var error = Assert.Throws<ModelFolderException>(() => SentencePieceTokenizer.Load(_folder.PathOf("tokenizer.model")));
        Assert.Contains("tokenizer.model is not a SentencePiece BPE tokenizer", error.Message, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private static SentencePieceTokenizer? Llama() => SharedData.Find("llama2-tokenizer.model") is { } path ? SentencePieceTokenizer.Load(path) : null;

    private SentencePieceTokenizer Own()
    {
        File.WriteAllBytes(_folder.PathOf("tokenizer.model"), SyntheticTokenizer.Write());
        return SentencePieceTokenizer.Load(_folder.PathOf("tokenizer.model"));
    }

    private IEnumerable<SentencePieceTokenizer> All() => Llama() is { } llama ? [Own(), llama] : [Own()];
}
