namespace Judger.Core.Prompts;

/// <summary>
/// The conversation of Qwen-VL: ChatML, each turn with its role on a line of its own and a line behind it; every image stands between two tokens, where the
/// turn shows it.
/// </summary>
/// <param name="System">What the system says where the turns do not begin with a system turn; empty where it then says nothing.</param>
public sealed record QwenVlTemplate(string System) : IPromptTemplate
{
    private const string BeginOfTurn = "<|im_start|>", EndOfTurn = "<|im_end|>";
    private const string BeginOfImage = "<|vision_start|>", EndOfImage = "<|vision_end|>";

    /// <inheritdoc/>
    public Prompt Render(IReadOnlyList<PromptTurn> turns)
    {
        ArgumentNullException.ThrowIfNull(turns);
        var prompt = new PromptBuilder();
        if (System.Length > 0 && turns is not [{ Role: PromptRole.System }, ..]) Add(prompt, PromptTurn.Of(PromptRole.System, System));
        foreach (var turn in turns) Add(prompt, turn);
        return prompt.AddToken(BeginOfTurn).Add("assistant\n").ToPrompt();
    }

    private static void Add(PromptBuilder prompt, PromptTurn turn)
    {
        prompt.AddToken(BeginOfTurn).Add(turn.Role switch
        {
            PromptRole.System => "system\n",
            PromptRole.User => "user\n",
            _ => "assistant\n",
        });
        foreach (var part in turn.Parts)
        {
            if (part is PromptPart.Image image) prompt.AddToken(BeginOfImage).Add([image]).AddToken(EndOfImage);
            else if (part is PromptPart.Text text) prompt.Add(text.Value);
        }

        prompt.AddToken(EndOfTurn).Add("\n");
    }
}
