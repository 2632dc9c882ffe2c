namespace Judger.Core.Prompts;

/// <summary>
/// The conversation of Gemma 3 (google/gemma-3-4b-it): a turn between its marks, and a line apart from the next one; the system's words begin the first
/// turn. An image stands between marks of its own and blank lines.
/// </summary>
public sealed record GemmaTemplate : IPromptTemplate
{
    private const string BeginOfTurn = "<start_of_turn>";
    private const string EndOfTurn = "<end_of_turn>";
    private const string BeginOfImage = "<start_of_image>";
    private const string EndOfImage = "<end_of_image>";
    private const string BlankLine = "\n\n";

    /// <inheritdoc/>
    public Prompt Render(IReadOnlyList<PromptTurn> turns)
    {
        ArgumentNullException.ThrowIfNull(turns);
        var prompt = new PromptBuilder();
        var system = turns.Count > 0 && turns[0].Role == PromptRole.System ? turns[0].Text + BlankLine : "";
        foreach (var turn in system.Length > 0 ? turns.Skip(1) : turns)
        {
            prompt.AddToken(BeginOfTurn).Add(turn.Role switch
            {
                PromptRole.System => "system\n",
                PromptRole.User => "user\n",
                _ => "model\n",
            }).Add(system);
            system = "";
            foreach (var part in turn.Parts)
            {
                if (part is PromptPart.Image image) prompt.AddParts(Framed(image));
                else if (part is PromptPart.Text text) prompt.Add(text.Value.Trim());
            }

            prompt.AddToken(EndOfTurn).Add("\n");
        }

        return prompt.AddToken(BeginOfTurn).Add("model\n").ToPrompt();
    }

    /// <inheritdoc/>
    public IReadOnlyList<PromptPart> Framed(PromptPart.Image image) =>
    [
        new PromptPart.Text(BlankLine), new PromptPart.Token(BeginOfImage), image, new PromptPart.Token(EndOfImage), new PromptPart.Text(BlankLine),
    ];
}
