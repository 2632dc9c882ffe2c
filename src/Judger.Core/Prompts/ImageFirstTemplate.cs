namespace Judger.Core.Prompts;

/// <summary>
/// ViCrop's form of LLaVA-1.5's conversation (saccharomycetes/mllms_know): a turn's images, then <c>USER:</c> and its text, lines apart. Nothing but the
/// beginning of sequence stands before the first image, so every prompt about it shares its prefix.
/// </summary>
public sealed record ImageFirstTemplate : IPromptTemplate
{
    /// <inheritdoc/>
    public Prompt Render(IReadOnlyList<PromptTurn> turns)
    {
        ArgumentNullException.ThrowIfNull(turns);
        var prompt = new PromptBuilder();
        foreach (var turn in turns)
        {
            prompt.Add(turn.Images).Add(turn.Role switch
            {
                PromptRole.User => "\nUSER: ",
                PromptRole.Assistant => "\nASSISTANT: ",
                _ => "",
            }).Add(turn.Text);
        }

        return prompt.Add("\nASSISTANT:").ToPrompt();
    }
}
