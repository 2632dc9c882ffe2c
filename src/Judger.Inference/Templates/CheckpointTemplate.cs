using Judger.Core.Prompts;
using Judger.Core.Prompts.Templates;
using Judger.Inference.Errors;
using Judger.Inference.Manifest;
using Judger.Inference.Tokenization;
using Judger.Inference.Tokenization.Bpe;

namespace Judger.Inference.Templates;

/// <summary>
/// A checkpoint's own chat template as a form of prompts. Special tokens and places of images are looked for in what the template itself writes, and never in
/// the text of a turn. Safe for several threads at once.
/// </summary>
/// <param name="template">The template.</param>
/// <param name="form">The form in which it takes what turns say.</param>
/// <param name="image">How it writes the place of an image.</param>
/// <param name="builtIn">The built-in template of the same models: what it puts around an image, the model's processor puts there.</param>
/// <param name="manifest">Says which tokens the template may name, and what begins a sequence.</param>
/// <param name="tokenizer">The model's tokenizer.</param>
internal sealed class CheckpointTemplate(
    ChatTemplate template, ContentForm form, ImageMark image, IPromptTemplate builtIn, ModelManifest manifest, ITokenizer tokenizer) : IPromptTemplate
{
    private static readonly Dictionary<string, string> NoTokens = [];

    private readonly AddedTokens _special = AddedTokens.SpecialOf(tokenizer);
    private readonly string? _begin =
        tokenizer.Special.Where(token => token.Value == manifest.Tokens.BeginOfSequence).Select(token => token.Key).FirstOrDefault();

    /// <inheritdoc/>
    /// <exception cref="ChatTemplateException">The template refuses the turns, fails, or does not write each of their images once.</exception>
    public Prompt Render(IReadOnlyList<PromptTurn> turns)
    {
        ArgumentNullException.ThrowIfNull(turns);
        var images = turns.SelectMany(turn => turn.Images).ToList();
        var (prompt, next) = (new PromptBuilder(), 0);
        foreach (var piece in Pieces(Write(turns)))
        {
            if (piece is { } text) prompt.AddParts(Parts(text));
            else if (next < images.Count) prompt.AddParts(Framed(images[next++]));
            else next++;
        }

        if (next != images.Count) throw new ChatTemplateException($"it has {image.Place} {next} times for {images.Count} images");

        // The beginning of a sequence is implied, as transformers adds none to a prompt that begins with it.
        var parts = prompt.ToPrompt().Parts;
        return new(parts is [PromptPart.Token first, ..] && first.Content == _begin ? [.. parts.Skip(1)] : parts);
    }

    /// <inheritdoc/>
    public IReadOnlyList<PromptPart> Framed(PromptPart.Image image) => builtIn.Framed(image);

    /// <summary>What the template writes.</summary>
    /// <exception cref="ChatTemplateException">The template refuses the turns, or fails.</exception>
    public MarkedText Write(IReadOnlyList<PromptTurn> turns)
    {
        try
        {
            return template.Render(turns, form, image, manifest.ChatTemplate?.Tokens ?? NoTokens);
        }
        catch (TemplateException e)
        {
            throw new ChatTemplateException(e.Message, e);
        }
    }

    // Text between places of images; null is such a place.
    private IEnumerable<MarkedText?> Pieces(MarkedText text)
    {
        var from = 0;
        for (var at = Find(0); at >= 0; at = Find(at + 1))
        {
            if (!text.IsOwn(at, at + image.Place.Length)) continue;
            yield return text.Slice(from, at - from);
            yield return null;
            from = at + image.Place.Length;
            at = from - 1;
        }

        yield return text.Slice(from);

        int Find(int begin) => begin >= text.Length ? -1 : text.Value.IndexOf(image.Place, begin, StringComparison.Ordinal);
    }

    private IEnumerable<PromptPart> Parts(MarkedText text) => _special.Split(text.Value, text.IsOwn)
        .Select(PromptPart (piece) => piece.Token is { } token ? new PromptPart.Token(token.Content) : new PromptPart.Text(piece.Text));
}
