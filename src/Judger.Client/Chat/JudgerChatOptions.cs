namespace Judger.Client.Chat;

/// <summary>How a chat client asks questions.</summary>
public sealed class JudgerChatOptions
{
    /// <summary>How questions are answered. <c>ChatOptions.ModelId</c> has precedence over its model. <value>Default: answers in free form.</value></summary>
    public AskOptions Ask { get; set; } = new() { Form = AnswerForm.Free };

    /// <summary>Who fetches the images whose addresses a conversation has. <value>Default: a client of this package's own.</value></summary>
    public HttpClient? Http { get; set; }

    /// <summary>
    /// True ignores what was said before the last user turn, the images of earlier turns included. <value>Default: false.</value>
    /// </summary>
    public bool IgnoreEarlierMessages { get; set; }
}
