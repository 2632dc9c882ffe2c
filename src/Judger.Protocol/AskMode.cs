namespace Judger.Protocol;

/// <summary>How a caller hears of an answer.</summary>
public enum AskMode
{
    /// <summary>By waiting for it.</summary>
    Wait,

    /// <summary>Stage by stage, as server-sent events.</summary>
    Stream,

    /// <summary>By asking later.</summary>
    Background,
}
