namespace Judger.Core.Tests.Prompts.Templates;

/// <summary>A clock that stands still.</summary>
internal sealed class FixedTime(DateTimeOffset now) : TimeProvider
{
    /// <summary>The time of the vectors.</summary>
    public static FixedTime OfVectors { get; } = new(new(2026, 3, 5, 14, 7, 9, TimeSpan.Zero));

    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    public override DateTimeOffset GetUtcNow() => now;
}
