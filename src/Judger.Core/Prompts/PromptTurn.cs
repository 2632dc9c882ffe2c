namespace Judger.Core.Prompts;

/// <summary>What one side says before the other one speaks.</summary>
/// <param name="Role">Who speaks.</param>
/// <param name="Parts">Text and images, in order.</param>
public sealed record PromptTurn(PromptRole Role, IReadOnlyList<PromptPart> Parts)
{
    /// <summary>The turn's images, in order.</summary>
    public IEnumerable<PromptPart.Image> Images => Parts.OfType<PromptPart.Image>();

    /// <summary>The turn's text, joined.</summary>
    public string Text => string.Concat(Parts.OfType<PromptPart.Text>().Select(part => part.Value));

    /// <summary>A turn of text alone.</summary>
    public static PromptTurn Of(PromptRole role, string text) => new(role, [new PromptPart.Text(text)]);
}
