using Judger.Core.Prompts;
using Judger.Inference.Manifest;
using Judger.Inference.Tokenization;
using Judger.Inference.Tokenization.Bpe;

namespace Judger.Export.Probing;

/// <summary>Reads a case's prompt as Hugging Face's tokenizers would: special tokens that are written out are themselves.</summary>
internal static class ProbePrompt
{
    /// <summary>The prompt as parts.</summary>
    /// <param name="probe">The case.</param>
    /// <param name="tokenizer">The model's tokenizer.</param>
    /// <param name="manifest">The model: which token begins every prompt, and what its template writes around an image.</param>
    public static Prompt Read(ProbeCase probe, ITokenizer tokenizer, ModelManifest manifest)
    {
        var special = AddedTokens.SpecialOf(tokenizer);
        var parts = new List<PromptPart>();
        var pieces = probe.Prompt.Split(probe.Placeholder);
        for (var i = 0; i < pieces.Length; i++)
        {
            if (i > 0) AddAll(manifest.Prompts.Baseline.Template.Framed(new(i - 1)));
            AddAll(special.Split(pieces[i]).Select(PromptPart (piece) =>
                piece.Token is { } token ? new PromptPart.Token(token.Content) : new PromptPart.Text(piece.Text)));
        }

        // The engine puts it first by itself.
        if (parts is [PromptPart.Token first, ..] && tokenizer.Special.TryGetValue(first.Content, out var id) && id == manifest.Tokens.BeginOfSequence)
            parts.RemoveAt(0);
        return new(parts);

        // A tokenizer gives other tokens for two halves of a text than for the whole.
        void AddAll(IEnumerable<PromptPart> added)
        {
            foreach (var part in added)
            {
                if (part is PromptPart.Text text && parts is [.., PromptPart.Text before]) parts[^1] = new PromptPart.Text(before.Value + text.Value);
                else parts.Add(part);
            }
        }
    }
}
