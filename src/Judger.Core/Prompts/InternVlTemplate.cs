namespace Judger.Core.Prompts;

/// <summary>The conversation of InternVL3: Qwen's ChatML, each image on a line of its own, text and images in the order of the turn.</summary>
public sealed record InternVlTemplate : IPromptTemplate
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
                PromptRole.System => "system\n",
                PromptRole.User => "user\n",
                _ => "assistant\n",
            });
            foreach (var part in turn.Parts)
            {
                if (part is PromptPart.Image image) prompt.AddLines([image]);
                else if (part is PromptPart.Text text) prompt.Add(text.Value);
            }

            prompt.AddToken(EndOfTurn).Add("\n");
        }

        return prompt.AddToken(BeginOfTurn).Add("assistant\n").ToPrompt();
    }
}
