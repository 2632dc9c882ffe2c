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
