namespace Judger;

/// <summary>All slots that could answer the question have as much work as they can do in time. Nothing was begun.</summary>
[GenerateSerializer, Alias("judger.OverloadedException")]
public sealed class OverloadedException(string message, Exception? innerException = null) : JudgerException(message, innerException)
{
    /// <summary>When a slot is expected to take questions again.</summary>
    [Id(0)]
    public TimeSpan RetryAfter { get; init; }

    public override string Code => "overloaded";

    public override bool IsTransient => true;
}
