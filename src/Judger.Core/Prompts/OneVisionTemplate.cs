namespace Judger.Core.Prompts;

/// <summary>
/// The conversation of LLaVA-OneVision: Qwen's ChatML with a space behind the role, a turn's images, then its text on a line of its own, and nothing between
/// turns.
/// </summary>
public sealed record OneVisionTemplate : IPromptTemplate
{
    /// <inheritdoc/>
    public Prompt Render(IReadOnlyList<PromptTurn> turns)
    {
        ArgumentNullException.ThrowIfNull(turns);
        var prompt = new PromptBuilder();
        foreach (var turn in turns) prompt.BeginTurn(turn.Role, " ").Add(turn.Images).Add("\n").Add(turn.Text).EndTurn();
        return prompt.BeginTurn(PromptRole.Assistant).ToPrompt();
    }
}
