namespace Judger.Experts.Limits;

/// <summary>
/// A token bucket that can go into debt: its level falls below zero when more is taken than it holds, and must be refilled before anything else passes.
/// The caller gives the time, so that the bucket works with any clock. Not thread-safe.
/// </summary>
internal sealed class TokenBucket
{
    // The bucket holds ten seconds of its rate. That is how much passes at once after a quiet time.
    private const int BurstsPerMinute = 6;

    private readonly int _perMinute;
    private readonly Int128 _capacity;
    private Int128 _level;
    private TimeSpan _refilledAt;

    /// <summary>A full bucket.</summary>
    /// <param name="perMinute">Tokens that are added each minute, at least 1.</param>
    public TokenBucket(int perMinute)
    {
        _perMinute = perMinute;
        _capacity = Units(Math.Max(1, perMinute / BurstsPerMinute));
        _level = _capacity;
    }

    /// <summary>How long it takes until this many tokens may pass. A number that the bucket can never hold passes when the bucket is full.</summary>
    public TimeSpan WaitFor(long tokens, TimeSpan now)
    {
        Refill(now);
        var missing = Int128.Min(Units(tokens), _capacity) - _level;
        if (missing <= 0) return TimeSpan.Zero;
        var ticks = (missing + _perMinute - 1) / _perMinute;
        return TimeSpan.FromTicks((long)Int128.Min(ticks, long.MaxValue));
    }

    /// <summary>Takes tokens, whether the bucket holds them or not. A negative number gives tokens back; the bucket is never more than full.</summary>
    public void Take(long tokens, TimeSpan now)
    {
        Refill(now);
        _level = Int128.Min(_capacity, _level - Units(tokens));
    }

    private void Refill(TimeSpan now)
    {
        if (now <= _refilledAt) return;
        _level = Int128.Min(_capacity, _level + ((Int128)(now - _refilledAt).Ticks * _perMinute));
        _refilledAt = now;
    }

    // A level is counted in tokens times the ticks of a minute. In this unit every tick adds a whole number, and no rounding error builds up.
    private static Int128 Units(long tokens) => (Int128)tokens * TimeSpan.TicksPerMinute;
}
