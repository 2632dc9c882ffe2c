namespace Judger.Testing.Routing;

/// <summary>A clock that stands still until it is set.</summary>
internal sealed class VirtualTime : TimeProvider
{
    /// <summary>Seconds since the beginning.</summary>
    public double Now { get; set; }

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    // Zero is no time to a router: nothing has happened then.
    public override long GetTimestamp() => 1 + (long)(Now * TimeSpan.TicksPerSecond);

    public override DateTimeOffset GetUtcNow() => DateTimeOffset.UnixEpoch.AddSeconds(Now);
}
