namespace Judger.Core.Prompts;

/// <summary>A prompt ready for tokenisation: text runs and image places, in order. The beginning-of-sequence token is implied.</summary>
public sealed record Prompt(IReadOnlyList<PromptPart> Parts)
{
    /// <summary>How many images the prompt asks for.</summary>
    public int ImageCount => Parts.Count(part => part is PromptPart.Image);

    /// <summary>The prompt with places for so many further images right after the first one.</summary>
    public Prompt WithFurtherImages(int count)
    {
        var first = Parts.TakeWhile(part => part is not PromptPart.Image).Count();
        return count == 0 ? this : new([.. Parts.Take(first), .. Enumerable.Repeat(new PromptPart.Image(), count), .. Parts.Skip(first)]);
    }
}
