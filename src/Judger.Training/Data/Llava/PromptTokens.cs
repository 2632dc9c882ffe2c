using Judger.Core.Prompts;
using Judger.Inference.Decoding;
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
        List<int> text = [special.BeginOfSequence];
        foreach (var part in prompt.Parts)
        {
            if (part is PromptPart.Text words)
            {
                text.AddRange(tokenizer.Encode(words.Value));
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
