namespace Judger.Core.Prompts;

/// <summary>
/// The conversation of Idefics3 and SmolVLM: one token that begins it, then a line for each turn, whose text and images keep their order. A space stands
/// before a turn that begins with text.
/// </summary>
/// <param name="Begin">The token that begins a conversation.</param>
public sealed record SmolVlmTemplate(string Begin) : IPromptTemplate
{
    private const string EndOfTurn = "<end_of_utterance>";

    /// <inheritdoc/>
    public Prompt Render(IReadOnlyList<PromptTurn> turns)
    {
        ArgumentNullException.ThrowIfNull(turns);
        var prompt = new PromptBuilder().AddToken(Begin);
        foreach (var turn in turns)
        {
            prompt.Add(turn.Role switch
            {
                PromptRole.System => "System:",
                PromptRole.User => "User:",
                _ => "Assistant:",
            }).Add(turn.Parts is [PromptPart.Text, ..] ? " " : "").Add(turn.Parts, (to, image) => to.Add([image])).AddToken(EndOfTurn).Add("\n");
        }

        return prompt.Add("Assistant:").ToPrompt();
    }
}
