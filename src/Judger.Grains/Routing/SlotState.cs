namespace Judger.Grains.Routing;

/// <summary>What this silo knows of a slot's load: what it has in flight there itself, and what the slot said last.</summary>
internal sealed class SlotState
{
    // Others send work there too, and it ends: what was said is believed that long.
    private static readonly TimeSpan Freshness = TimeSpan.FromSeconds(2);

    private readonly Lock _lock = new();
    private int _inFlight;
    private int _inFlightAtReport;
    private int _reported;
    private long _reportedAt;
    private long _avoidedUntil;

    public IDisposable Enter()
    {
        lock (_lock) _inFlight++;
        return new Visit(this);
    }

    public void Report(SlotLoad load, long now)
    {
        lock (_lock)
        {
            // The visit that brought the report is about to end.
            (_reported, _inFlightAtReport, _reportedAt) = (load.Running + load.Waiting, Math.Max(0, _inFlight - 1), now);
        }
    }

    /// <summary>Requests there: as reported, and what went and came since; at least what this silo has there.</summary>
    public int Load(TimeProvider time, long now)
    {
        lock (_lock)
        {
            if (_reportedAt == 0 || time.GetElapsedTime(_reportedAt, now) > Freshness) return _inFlight;
            return Math.Max(_inFlight, _reported + _inFlight - _inFlightAtReport);
        }
    }

    public void Avoid(long until)
    {
        lock (_lock) _avoidedUntil = Math.Max(_avoidedUntil, until);
    }

    public bool IsAvoided(long now)
    {
        lock (_lock) return now < _avoidedUntil;
    }

    public TimeSpan AvoidedFor(TimeProvider time, long now)
    {
        lock (_lock) return now < _avoidedUntil ? time.GetElapsedTime(now, _avoidedUntil) : TimeSpan.Zero;
    }

    private sealed class Visit(SlotState state) : IDisposable
    {
        private SlotState? _state = state;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _state, null) is not { } left) return;
            lock (left._lock) left._inFlight--;
        }
    }
}
