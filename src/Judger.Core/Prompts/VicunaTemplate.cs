namespace Judger.Core.Prompts;

/// <summary>
/// Vicuna's conversation as LLaVA-1.5 was trained on it: a system sentence, then turns on one line. A turn's images stand before its text, on a line of
/// their own.
/// </summary>
/// <param name="System">
/// Stands first unless the turns bring a system turn of their own; a space follows it. Empty where the model's conversations have none.
/// </param>
/// <param name="LineForEachImage">Whether each image has a line of its own; else all of a turn's images share one.</param>
public sealed record VicunaTemplate(string System, bool LineForEachImage = false) : IPromptTemplate
{
    /// <inheritdoc/>
    public Prompt Render(IReadOnlyList<PromptTurn> turns)
    {
        ArgumentNullException.ThrowIfNull(turns);
        var prompt = new PromptBuilder();
        if (System.Length > 0 && turns.All(turn => turn.Role != PromptRole.System)) prompt.Add(System).Add(" ");
        foreach (var turn in turns)
        {
            prompt.Add(turn.Role switch
            {
                PromptRole.User => "USER: ",
                PromptRole.Assistant => "ASSISTANT: ",
                _ => "",
            });
            if (LineForEachImage) prompt.AddLines(turn.Images);
            else prompt.Add(turn.Images).Add(turn.Images.Any() ? "\n" : "");
            prompt.Add(turn.Text).Add(" ");
        }

        return prompt.Add("ASSISTANT:").ToPrompt();
    }
}
