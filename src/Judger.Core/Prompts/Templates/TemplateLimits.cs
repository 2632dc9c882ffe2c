namespace Judger.Core.Prompts.Templates;

/// <summary>
/// What a chat template may use up. A template comes with a checkpoint and is not trusted: each limit ends it with a <see cref="TemplateException"/>, long
/// before time or memory run out.
/// </summary>
public sealed record TemplateLimits
{
    /// <summary>The limits of a template that comes with a model.</summary>
    public static TemplateLimits Default { get; } = new();

    /// <summary>Most characters of the template itself. <value>Default 524,288. Published templates have up to some ten thousand.</value></summary>
    public int Source { get; init; } = 1 << 19;

    /// <summary>
    /// Most steps of one rendering: an evaluated node, an element of a list, or 32 characters that are looked at is one. Each character of the conversation
    /// allows one more. <value>Default 400,000, which take less than a second. A published template needs some hundred for a turn.</value>
    /// </summary>
    public long Steps { get; init; } = 400_000;

    /// <summary>
    /// Most characters of all texts that one rendering makes, its output and what it throws away alike, for a conversation without text.
    /// <value>Default 4,194,304.</value>
    /// </summary>
    public long Characters { get; init; } = 1 << 22;

    /// <summary>How many characters more a rendering may make for each character of the conversation. <value>Default 64.</value></summary>
    public long CharactersForEach { get; init; } = 64;

    /// <summary>Most levels of blocks, parentheses and calls within each other. <value>Default 200.</value></summary>
    public int Depth { get; init; } = 200;
}
