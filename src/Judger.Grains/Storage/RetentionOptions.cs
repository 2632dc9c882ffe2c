namespace Judger.Grains.Storage;

/// <summary>How long the cluster keeps what it was given.</summary>
/// <param name="Time">How long finished questions and images are kept.</param>
public sealed record RetentionOptions(TimeSpan Time)
{
    /// <summary>
    /// Whether at least half of the time is left for which something is kept: nobody who asks for it now finds it gone. What seems to come out of the future
    /// was saved before the clock was set back, so nothing is known of it.
    /// </summary>
    /// <param name="putAt">When it was saved; null where it was not.</param>
    /// <param name="time">The clock.</param>
    internal bool IsFresh(DateTimeOffset? putAt, TimeProvider time) =>
        putAt is { } then && time.GetUtcNow() - then is var age && age >= TimeSpan.Zero && age < Time / 2;
}
