namespace Judger;

/// <summary>The server's memory for requests of this kind is in use by others. Nothing was begun.</summary>
[GenerateSerializer, Alias("judger.MemoryExhaustedException")]
public sealed class MemoryExhaustedException(string message, Exception? innerException = null) : JudgerException(message, innerException)
{
    /// <summary>When there is expected to be room again.</summary>
    [Id(0)]
    public TimeSpan RetryAfter { get; init; }

    public override string Code => "memory_exhausted";

    public override bool IsTransient => true;
}
