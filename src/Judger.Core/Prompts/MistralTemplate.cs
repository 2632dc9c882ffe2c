namespace Judger.Core.Prompts;

/// <summary>Mistral's instructions as LLaVA-NeXT writes them: each of a turn's images on a line of its own, then its text.</summary>
public sealed record MistralTemplate : IPromptTemplate
{
    private const string EndOfAnswer = "</s>";

    /// <inheritdoc/>
    public Prompt Render(IReadOnlyList<PromptTurn> turns)
    {
        ArgumentNullException.ThrowIfNull(turns);
        var prompt = new PromptBuilder();
        foreach (var turn in turns)
        {
            prompt.Add(turn.Role switch
            {
                PromptRole.System => "<<SYS>>\n",
                PromptRole.User => "[INST] ",
                _ => " ",
            }).AddLines(turn.Images).Add(turn.Text);
            if (turn.Role == PromptRole.Assistant) prompt.AddToken(EndOfAnswer).Add(" ");
            else prompt.Add(turn.Role == PromptRole.System ? "\n<</SYS>>\n\n" : " [/INST]");
        }

        return prompt.ToPrompt();
    }
}
