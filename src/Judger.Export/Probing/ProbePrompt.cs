using Judger.Core.Prompts;
using Judger.Inference.Tokenization;
using Judger.Inference.Tokenization.Bpe;

namespace Judger.Export.Probing;

/// <summary>Reads a case's prompt as Hugging Face's tokenizers would: special tokens that are written out are themselves.</summary>
internal static class ProbePrompt
{
    /// <summary>The prompt as parts.</summary>
    public static Prompt Read(ProbeCase probe, ITokenizer tokenizer)
    {
        var special = AddedTokens.SpecialOf(tokenizer);
        var parts = new List<PromptPart>();
        var pieces = probe.Prompt.Split(probe.Placeholder);
        for (var i = 0; i < pieces.Length; i++)
        {
            if (i > 0) parts.Add(new PromptPart.Image(i - 1));
            foreach (var (text, token) in special.Split(pieces[i])) parts.Add(token is null ? new PromptPart.Text(text) : new PromptPart.Token(token.Content));
        }

        return new(parts);
    }
}
