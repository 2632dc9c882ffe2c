namespace Judger.Core.Prompts;

/// <summary>The conversation of InternVL3: Qwen's ChatML, each image on a line of its own, text and images in the order of the turn.</summary>
public sealed record InternVlTemplate : IPromptTemplate
{
    /// <inheritdoc/>
    public Prompt Render(IReadOnlyList<PromptTurn> turns)
    {
        ArgumentNullException.ThrowIfNull(turns);
        var prompt = new PromptBuilder();
        foreach (var turn in turns)
            prompt.BeginTurn(turn.Role).Add(turn.Parts, (to, image) => to.AddLines([image])).EndTurn().Add("\n");
        return prompt.BeginTurn(PromptRole.Assistant).ToPrompt();
    }
}
