namespace Judger.Core.Prompts;

/// <summary>How a model writes a conversation: turns to runs of text and image places. Built-in ones that are written alike are equal.</summary>
public interface IPromptTemplate
{
    /// <summary>Writes turns down, and opens the assistant's next one.</summary>
    Prompt Render(IReadOnlyList<PromptTurn> turns);

    /// <summary>The place of an image with what always stands around it.</summary>
    IReadOnlyList<PromptPart> Framed(PromptPart.Image image) => [image];
}
