using System.Collections.Concurrent;
using Judger.Core.Prompts;
using Microsoft.ML.Tokenizers;

namespace Judger.Training.Tokenizers;

/// <summary>Token ids of the texts that the trainer asks and answers, as inference will see them: each run of text encoded on its own.</summary>
internal sealed class PromptTokenizer
{
    public const int BeginOfSequence = 1;
    public const int EndOfSequence = 2;

    private readonly LlamaTokenizer _tokenizer;
    private readonly ConcurrentDictionary<string, int[]> _answers = new(StringComparer.Ordinal);

    public PromptTokenizer(byte[] model)
    {
        Model = model;
        using var stream = new MemoryStream(model);
        _tokenizer = LlamaTokenizer.Create(stream, addBeginOfSentence: false, addEndOfSentence: false);
    }

    /// <summary>The SentencePiece file.</summary>
    public byte[] Model { get; }

    public int Vocabulary => _tokenizer.Vocabulary.Count;

    /// <summary>Trains the world's tokenizer: always the same one.</summary>
    public static PromptTokenizer ForWorld()
    {
        var (merges, characters) = BpeTrainer.Train(Corpus.Sentences());
        return new(SentencePieceModel.Write(merges, characters));
    }

    /// <summary>The ids of the one run of text that follows the images of a prompt.</summary>
    public int[] Suffix(Prompt prompt) => Encode(prompt.Parts.OfType<PromptPart.Text>().Single().Value);

    /// <summary>The ids of an answer and the end of sequence.</summary>
    public int[] Answer(string answer) => _answers.GetOrAdd(answer, text => [.. Encode(text), EndOfSequence]);

    public int[] Encode(string text) => [.. _tokenizer.EncodeToIds(text)];
}
