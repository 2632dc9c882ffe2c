namespace Judger.Client.Chat;

/// <summary>How a chat client asks questions.</summary>
public sealed class JudgerChatOptions
{
    /// <summary>How questions are answered. <c>ChatOptions.ModelId</c> has precedence over its model.</summary>
    public AskOptions Ask { get; set; } = new();

    /// <summary>
    /// True ignores what was said before the last user message. False refuses such conversations, because Judger would answer without knowing of it.
    /// <value>Default: false.</value>
    /// </summary>
    public bool IgnoreEarlierMessages { get; set; }
}
