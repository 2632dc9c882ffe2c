namespace Judger.Client.Retry;

/// <summary>When a failed call is made again. Every call is idempotent: a question by its id, an image by its digest.</summary>
internal sealed record RetryPolicy
{
    /// <summary>The longest that the call may take, with all its attempts and the pauses between them.</summary>
    public required TimeSpan TotalTimeout { get; init; }

    /// <summary>How long attempts may fail in a row before the call fails. <value>Default: as long as <see cref="TotalTimeout"/>.</value></summary>
    public TimeSpan OutageTimeout { get; init; } = TimeSpan.MaxValue;

    /// <summary>How long the call waits for an overloaded cluster, all pauses added up. <value>Default: zero; the caller is told at once.</value></summary>
    public TimeSpan OverloadTimeout { get; init; }
}
