namespace Judger.Core.Prompts;

/// <summary>
/// The conversation of Qwen-VL: ChatML, each turn with its role on a line of its own and a line behind it; every image stands between two tokens, where the
/// turn shows it.
/// </summary>
/// <param name="System">What the system says where the turns do not begin with a system turn; empty where it then says nothing.</param>
public sealed record QwenVlTemplate(string System) : IPromptTemplate
{
    private const string BeginOfImage = "<|vision_start|>", EndOfImage = "<|vision_end|>";

    /// <inheritdoc/>
    public Prompt Render(IReadOnlyList<PromptTurn> turns)
    {
        ArgumentNullException.ThrowIfNull(turns);
        var prompt = new PromptBuilder();
        if (System.Length > 0 && turns is not [{ Role: PromptRole.System }, ..]) Add(prompt, PromptTurn.Of(PromptRole.System, System));
        foreach (var turn in turns) Add(prompt, turn);
        return prompt.BeginTurn(PromptRole.Assistant).ToPrompt();
    }

    private static void Add(PromptBuilder prompt, PromptTurn turn) => prompt.BeginTurn(turn.Role)
        .Add(turn.Parts, (to, image) => to.AddToken(BeginOfImage).Add([image]).AddToken(EndOfImage))
        .EndTurn()
        .Add("\n");
}
