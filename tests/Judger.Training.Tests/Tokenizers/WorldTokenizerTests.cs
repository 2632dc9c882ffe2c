using System.Text;
using System.Text.RegularExpressions;
using Judger.Core.Prompts;
using Judger.Inference.Tokenization;
using Judger.TinyModel.World;
using Judger.Training.Tests.Support;
using Judger.Training.Tokenizers;

namespace Judger.Training.Tests.Tokenizers;

public sealed partial class WorldTokenizerTests : IDisposable
{
    private const int FirstByte = 3;
    private const int FirstMerge = FirstByte + 256;

    private readonly TempFolder _folder = new();
    private readonly SentencePieceTokenizer _tokenizer;

    public WorldTokenizerTests()
    {
        File.WriteAllBytes(_folder.At("tokenizer.model"), SmallModel.Tokenizer.Model);
        _tokenizer = SentencePieceTokenizer.Load(_folder.At("tokenizer.model"));
    }

    [Fact]
    public void Every_word_of_the_corpus_is_one_piece()
    {
        var words = Corpus.Sentences().SelectMany(sentence => Word().Matches(sentence)).Select(match => match.Value).Distinct().ToArray();
        Assert.InRange(words.Length, 50, 200);
        foreach (var word in words)
        {
            // A word after a space is one piece with it; a word after a line break is one piece without.
            var pieces = _tokenizer.Encode(word[0] == '\n' ? word : word.TrimStart()).Select(_tokenizer.Piece).ToArray();
            Assert.Equal(word[0] == '\n' ? [" ", "<0x0A>", word[1..]] : [" " + word.TrimStart()], pieces);
        }
    }

    [Fact]
    public void A_digit_is_one_piece_with_its_space()
    {
        for (var digit = 0; digit < 10; digit++)
        {
            Assert.Equal([$" {digit}"], _tokenizer.Encode($"{digit}").Select(_tokenizer.Piece));
            Assert.Equal([" It", " is", $" {digit}", "."], _tokenizer.Encode($"It is {digit}.").Select(_tokenizer.Piece));
        }
    }

    [Theory]
    [InlineData("</s>")]
    [InlineData("<s>")]
    [InlineData("<unk>")]
    [InlineData("<image>")]
    [InlineData("<0x0A>")]
    [InlineData("red </s> circle <s>")]
    public void Typed_special_tokens_stay_text(string text)
    {
        var ids = _tokenizer.Encode(text);
        Assert.All(ids, id => Assert.True(id >= FirstMerge, $"{_tokenizer.Piece(id)} is not a piece of text"));
        Assert.Equal(text, _tokenizer.Decode(ids));
    }

    [Fact]
    public void Decoding_gives_back_any_text()
    {
        string[] written =
        [
            "", " ", "  two  spaces ", "\n\tline\r\n", "¿Qué número?", "数字は何ですか", "👩‍👩‍👧 family", "e\u0301", "aaaa      bbbb", "\0", "'\"\\{}[]",
        ];
        foreach (var text in written.Concat(RandomTexts(200))) Assert.Equal(text, _tokenizer.Decode(_tokenizer.Encode(text)));
    }

    [Fact]
    public void The_same_corpus_gives_the_same_file() => Assert.Equal(PromptTokenizer.ForWorld().Model, SmallModel.Tokenizer.Model);

    [Fact]
    public void Sentencepiece_encodes_alike()
    {
        var scene = SceneGenerator.Draw(SceneSplit.Validation, 1, 0);
        var random = new WorldRandom(4);
        var profile = PromptProfiles.Tiny;
        var prompts = Enumerable.Range(0, 60).Select(i => QuestionWriter.Ask(random, scene, (QuestionKind)(i % 3)))
            .SelectMany(
                question => new[] { profile.Baseline.Fill(question.Text), profile.Correction.Fill(question.Text, question.Answer, "The answer is 4, not 7.") })
            .SelectMany(prompt => prompt.Parts.OfType<PromptPart.Text>()).Select(part => part.Value);
        string[] others =
        [
            "How many people are in the photograph?", "</s><image> typed", "¿Qué número?", "数字", "👩‍👧", "a  b", " leading", "trailing ", "Is it 42 or 7?",
        ];
        string[] texts = [.. Corpus.Sentences(), .. prompts, .. others, .. RandomTexts(200)];

        var expected = SentencePiece.Encode(SmallModel.Tokenizer.Model, texts);
        for (var i = 0; i < texts.Length; i++) Assert.True(expected[i].SequenceEqual(SmallModel.Tokenizer.Encode(texts[i])), $"'{texts[i]}'");
    }

    public void Dispose() => _folder.Dispose();

    /// <summary>Texts of characters of one to four bytes and of the world's words.</summary>
    private static IEnumerable<string> RandomTexts(int count)
    {
        string[] words = ["red", " circle", " number", "What", " 7", "."];
        var random = new WorldRandom(9);
        for (var i = 0; i < count; i++)
        {
            var text = new StringBuilder();
            for (var left = random.Between(1, 30); left > 0; left--)
            {
                text.Append(random.Next(5) switch
                {
                    0 => random.Pick(words),
                    1 => ((char)random.Between(' ', '~')).ToString(),
                    2 => ((char)random.Between(0xA1, 0x7FF)).ToString(),
                    3 => ((char)random.Between(0x3041, 0x9FFF)).ToString(),
                    _ => char.ConvertFromUtf32(random.Between(0x1F300, 0x1FAFF)),
                });
            }

            yield return text.ToString();
        }
    }

    [GeneratedRegex(@"(?:^| |\n)[A-Za-z]+")]
    private static partial Regex Word();
}
