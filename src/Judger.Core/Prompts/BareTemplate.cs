namespace Judger.Core.Prompts;

/// <summary>No conversation at all: every image of the turns, and the last user turn's text on a line behind them. The prompt ends with that text.</summary>
public sealed record BareTemplate : IPromptTemplate
{
    /// <inheritdoc/>
    public Prompt Render(IReadOnlyList<PromptTurn> turns)
    {
        ArgumentNullException.ThrowIfNull(turns);
        var asked = turns.LastOrDefault(turn => turn.Role == PromptRole.User)?.Text ?? "";
        return new PromptBuilder().Add(turns.SelectMany(turn => turn.Images)).Add("\n").Add(asked).ToPrompt();
    }
}
