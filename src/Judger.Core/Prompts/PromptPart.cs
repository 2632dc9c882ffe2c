namespace Judger.Core.Prompts;

/// <summary>One piece of a prompt: a run of text, or the place of an image.</summary>
public abstract record PromptPart
{
    private PromptPart()
    {
    }

    /// <summary>A run of text, to be tokenised on its own and without special tokens.</summary>
    public sealed record Text(string Value) : PromptPart;

    /// <summary>The place of the next image of the request.</summary>
    public sealed record Image : PromptPart;
}
