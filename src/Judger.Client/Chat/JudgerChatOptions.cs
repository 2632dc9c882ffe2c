namespace Judger.Client;

/// <summary>How a chat client asks.</summary>
public sealed class JudgerChatOptions
{
    /// <summary>How questions are answered; <c>ChatOptions.ModelId</c> wins over its model.</summary>
    public AskOptions Ask { get; set; } = new();

    /// <summary>
    /// True passes over what was said before the last user message; false refuses such conversations, because Judger answers one question about one image and
    /// would not know of it. <value>Default: false.</value>
    /// </summary>
    public bool IgnoreEarlierMessages { get; set; }
}
