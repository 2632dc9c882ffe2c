using System.Text;
using Judger.Inference.Sampling;
using Judger.Inference.Tokenization;

namespace Judger.Inference.Tests.Sampling;

public sealed class AnswerTextTests
{
    private readonly ByteTokenizer _tokenizer = new();

    [Fact]
    public void A_character_is_shown_when_all_its_bytes_are_there()
    {
        Assert.Equal(["n", "a", "", "ï", "", "", "", "🙂", "!"], Show("naï🙂!", []));
    }

    [Fact]
    public void What_could_become_a_stop_text_is_held_back_until_it_is_clear()
    {
        Assert.Equal(["a", "", "", "<|b", "", "", ""], Show("a<|b<|e", ["<|end"]));
    }

    [Fact]
    public void At_the_end_everything_is_shown_even_half_a_character()
    {
        var (text, tokens) = (new AnswerText(_tokenizer, ["xyz"]), _tokenizer.Encode("axy"));
        Assert.False(text.Update([.. tokens]));
        Assert.Equal("a", text.Take(isEnd: false));
        Assert.Equal("xy", text.Take(isEnd: true));
        Assert.False(text.Update([.. tokens, .. _tokenizer.Encode("ï").Take(1)]));
        Assert.Equal("\uFFFD", text.Take(isEnd: true));
    }

    [Fact]
    public void The_earliest_of_several_stop_texts_ends_the_text()
    {
        var text = new AnswerText(_tokenizer, ["three", "two"]);
        Assert.True(text.Update(_tokenizer.Encode("one two three")));
        Assert.Equal("one ", text.Text);
        Assert.Equal("one ", text.Take(isEnd: true));
    }

    [Fact]
    public void A_stop_text_may_go_on_with_a_character_that_is_not_complete()
    {
        Assert.Equal(["c", "", "", "", ""], ShowUntilStop("cabï", ["abï"]));
        Assert.Equal(["c", "", "", "", "abî"], ShowUntilStop("cabî", ["abï"]));
    }

    [Fact]
    public void Bytes_that_become_text_together_are_shown_together()
    {
        var decoder = new FallbackTokenizer();
        var (a, b) = (FallbackTokenizer.Letter('a'), FallbackTokenizer.Letter('b'));
        int[] whole = [0xE4, 0xB8, 0xAD];
        Assert.Equal(["a", "", "", "", "", "\uFFFD\uFFFD\uFFFD\uFFFDb"], Show(decoder, [a, .. whole, 0xFF, b]));
        Assert.Equal(["", "", "", "中b"], Show(decoder, [.. whole, b]));
    }

    private static IEnumerable<string> Show(ITokenizer tokenizer, int[] tokens)
    {
        var text = new AnswerText(tokenizer, []);
        for (var i = 1; i <= tokens.Length; i++)
        {
            text.Update([.. tokens.Take(i)]);
            yield return text.Take(isEnd: false);
        }
    }

    private IEnumerable<string> ShowUntilStop(string answer, string[] stops)
    {
        var (text, tokens) = (new AnswerText(_tokenizer, stops), _tokenizer.Encode(answer));
        for (var i = 1; i <= tokens.Count; i++)
        {
            var isStopped = text.Update([.. tokens.Take(i)]);
            yield return text.Take(isEnd: isStopped);
        }
    }

    private IEnumerable<string> Show(string answer, string[] stops)
    {
        var (text, tokens) = (new AnswerText(_tokenizer, stops), _tokenizer.Encode(answer));
        Assert.Equal(Encoding.UTF8.GetByteCount(answer), tokens.Count);
        for (var i = 1; i <= tokens.Count; i++)
        {
            Assert.False(text.Update([.. tokens.Take(i)]));
            yield return text.Take(isEnd: false);
        }
    }
}
