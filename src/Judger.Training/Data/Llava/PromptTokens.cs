using Judger.Core.Prompts;
using Judger.Inference.Decoding;
using Judger.Inference.Errors;
using Judger.Inference.Manifest;
using Judger.Inference.Tokenization;

namespace Judger.Training.Data.Llava;

/// <summary>
/// A prompt's tokens as inference lays them out (<see cref="PromptSequence"/>): the beginning of sequence, each run of text encoded on its own, images between.
/// </summary>
/// <param name="Before">The tokens before each image.</param>
/// <param name="Suffix">The tokens behind the last image; the last one is where attention is read.</param>
internal sealed record PromptTokens(int[][] Before, int[] Suffix)
{
    public static PromptTokens Create(Prompt prompt, ITokenizer tokenizer, SpecialTokens special)
    {
        var before = new List<int[]>();
        List<int> text = special.BeginOfSequence is { } begin ? [begin] : [];
        foreach (var part in prompt.Parts)
        {
            switch (part)
            {
                case PromptPart.Text words:
                    text.AddRange(tokenizer.Encode(words.Value));
                    continue;
                case PromptPart.Token token:
                    text.Add(tokenizer.Special.TryGetValue(token.Content, out var id) ? id : throw new SpecialTokenException(token.Content));
                    continue;
            }

            before.Add([.. text]);
            text = [];
        }

        return new([.. before], [.. text]);
    }

    /// <summary>Positions up to the last image's end.</summary>
    public int PrefixLength(int patches) => Before.Sum(run => run.Length) + (Before.Length * patches);
}
