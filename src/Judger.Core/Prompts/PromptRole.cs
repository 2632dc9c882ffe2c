namespace Judger.Core.Prompts;

/// <summary>Who speaks in a turn of a prompt.</summary>
public enum PromptRole
{
    /// <summary>Says how the model is to behave.</summary>
    System,

    /// <summary>Asks, and shows images.</summary>
    User,

    /// <summary>The model itself, in an earlier answer.</summary>
    Assistant,
}
