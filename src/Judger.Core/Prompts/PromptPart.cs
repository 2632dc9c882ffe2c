namespace Judger.Core.Prompts;

/// <summary>One piece of a turn or of a prompt: text, or the place of an image.</summary>
public abstract record PromptPart
{
    private PromptPart()
    {
    }

    /// <summary>Text. In a <see cref="Prompt"/> it is one run, to be tokenised on its own and without special tokens.</summary>
    public sealed record Text(string Value) : PromptPart;

    /// <summary>The place of an image.</summary>
    /// <param name="Index">Which of the request's images it is, from 0. The crop is one of them.</param>
    public sealed record Image(int Index) : PromptPart;
}
