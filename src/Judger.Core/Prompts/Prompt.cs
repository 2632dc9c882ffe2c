namespace Judger.Core.Prompts;

/// <summary>A prompt ready for tokenisation: text runs and image places, in order. The beginning-of-sequence token is implied.</summary>
public sealed record Prompt(IReadOnlyList<PromptPart> Parts)
{
    /// <summary>How many images the prompt asks for.</summary>
    public int ImageCount => Parts.Count(part => part is PromptPart.Image);
}
