namespace Judger.Core.Prompts;

/// <summary>What stands before the question in a prompt: instructions, and the earlier turns of the conversation.</summary>
/// <param name="Instructions">How the model is to behave; empty where nobody says.</param>
/// <param name="Turns">Earlier turns, oldest first. They show the first of the question's images.</param>
public sealed record PromptContext(string Instructions, IReadOnlyList<PromptTurn> Turns)
{
    /// <summary>Nothing.</summary>
    public static PromptContext None { get; } = new("", []);

    /// <summary>Whether there is nothing.</summary>
    public bool IsEmpty => Instructions.Length == 0 && Turns.Count == 0;

    /// <summary>How many of the question's images the turns show.</summary>
    public int ImageCount => Turns.Sum(turn => turn.Images.Count());
}
