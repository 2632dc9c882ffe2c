namespace Judger;

/// <summary>The cluster has no room for a request now and says when to ask again.</summary>
[GenerateSerializer, Alias("judger.RefusedException")]
public abstract class RefusedException(string message, Exception? innerException = null) : JudgerException(message, innerException)
{
    /// <summary>When there is expected to be room again.</summary>
    [Id(0)]
    public TimeSpan RetryAfter { get; init; }

    public override bool IsTransient => true;
}
