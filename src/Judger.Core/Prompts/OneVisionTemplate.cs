namespace Judger.Core.Prompts;

/// <summary>
/// The conversation of LLaVA-OneVision: Qwen's ChatML with a space behind the role, a turn's images, then its text on a line of its own, and nothing between
/// turns.
/// </summary>
public sealed record OneVisionTemplate : IPromptTemplate
{
    private const string BeginOfTurn = "<|im_start|>";
    private const string EndOfTurn = "<|im_end|>";

    /// <inheritdoc/>
    public Prompt Render(IReadOnlyList<PromptTurn> turns)
    {
        ArgumentNullException.ThrowIfNull(turns);
        var prompt = new PromptBuilder();
        foreach (var turn in turns)
        {
            prompt.AddToken(BeginOfTurn).Add(turn.Role switch
            {
                PromptRole.System => "system ",
                PromptRole.User => "user ",
                _ => "assistant ",
            }).Add(turn.Images).Add("\n").Add(turn.Text).AddToken(EndOfTurn);
        }

        return prompt.AddToken(BeginOfTurn).Add("assistant\n").ToPrompt();
    }
}
