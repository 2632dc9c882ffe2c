namespace Judger.Core.Prompts;

/// <summary>
/// A prompt ready for tokenisation: runs of text, special tokens and image places, in order, with no two runs of text side by side. The beginning-of-sequence
/// token is implied where a model has one.
/// </summary>
public sealed record Prompt(IReadOnlyList<PromptPart> Parts)
{
    /// <summary>How many images the prompt asks for: one more than the highest index of an image place.</summary>
    public int ImageCount => Parts.OfType<PromptPart.Image>().Select(image => image.Index + 1).DefaultIfEmpty(0).Max();

    /// <summary>How many image places the prompt has; two of them may show the same image.</summary>
    public int ImagePlaces => Parts.OfType<PromptPart.Image>().Count();

    /// <summary>Whether an image place shows the image of this index.</summary>
    public bool Shows(int image) => Parts.OfType<PromptPart.Image>().Any(part => part.Index == image);
}
