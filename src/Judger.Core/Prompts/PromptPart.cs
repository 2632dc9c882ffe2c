namespace Judger.Core.Prompts;

/// <summary>One piece of a turn or of a prompt: text, a special token, or the place of an image.</summary>
public abstract record PromptPart
{
    private PromptPart()
    {
    }

    /// <summary>Text. In a <see cref="Prompt"/> it is one run, to be tokenised on its own and without special tokens.</summary>
    public sealed record Text(string Value) : PromptPart;

    /// <summary>
    /// A special token of the model, such as <c>&lt;|im_end|&gt;</c>. Only templates write one: the same characters in a user's text stay text.
    /// </summary>
    /// <param name="Content">The token as the tokenizer writes it.</param>
    public sealed record Token(string Content) : PromptPart;

    /// <summary>The place of an image.</summary>
    /// <param name="Index">Which of the request's images it is, from 0. The crop is one of them.</param>
    public sealed record Image(int Index) : PromptPart;
}
