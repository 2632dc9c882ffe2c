namespace Judger.Core.Prompts;

/// <summary>Qwen's ChatML: each turn between two tokens, with its role first. Families differ in what stands between role, images and text.</summary>
internal static class ChatMl
{
    private const string BeginOfTurn = "<|im_start|>";
    private const string EndOfTurn = "<|im_end|>";

    /// <summary>Begins a turn with its role.</summary>
    /// <param name="prompt">The prompt.</param>
    /// <param name="role">Who speaks.</param>
    /// <param name="separator">What stands behind the role.</param>
    public static PromptBuilder BeginTurn(this PromptBuilder prompt, PromptRole role, string separator = "\n") => prompt.AddToken(BeginOfTurn).Add(role switch
    {
        PromptRole.System => "system",
        PromptRole.User => "user",
        _ => "assistant",
    }).Add(separator);

    /// <summary>Ends a turn.</summary>
    public static PromptBuilder EndTurn(this PromptBuilder prompt) => prompt.AddToken(EndOfTurn);
}
