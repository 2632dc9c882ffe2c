using Judger.Grains.Slots;

namespace Judger.Grains.Routing;

/// <summary>
/// What this silo knows of a slot: what it has in flight there itself, what the slot said last, when it takes work again, and whether it works. Any thread.
/// </summary>
internal sealed class SlotState(RoutingOptions options, TimeProvider time)
{
    private readonly SlotHealth _health = new(options.Health, time);
    private int _inFlight;
    private volatile LoadReport? _report;
    private volatile Refusal? _refusal;
    private long _drainingUntil;
    private long _lostUntil;

    /// <summary>Whether the slot works, as far as is known, or may be tried again.</summary>
    public SlotHealth Health => _health;

    /// <summary>Counts work that is sent to the slot; null when it is out of rotation and another request tries it.</summary>
    public SlotVisit? TryEnter()
    {
        if (!_health.TryEnter()) return null;
        Interlocked.Increment(ref _inFlight);
        return new(this);
    }

    public void Leave()
    {
        Interlocked.Decrement(ref _inFlight);
        _health.Leave();
    }

    /// <summary>Notes what a slot says with an answer, before the visit that brought it ends. A slot that speaks is not lost.</summary>
    public void Report(SlotLoad load)
    {
        // The work that brings the report is over there and still counted here.
        Note(load, Math.Max(0, Volatile.Read(ref _inFlight) - 1));
    }

    /// <summary>Notes what a slot says when it is asked.</summary>
    public void Refresh(SlotLoad load) => Note(load, Volatile.Read(ref _inFlight));

    /// <summary>Whether the slot has said nothing for so long.</summary>
    public bool IsSilentFor(TimeSpan silence, long now) => _report is not { } report || Age(report, now) >= silence;

    /// <summary>Notes that the slot refused a question.</summary>
    /// <param name="retryAfter">When it would have taken it.</param>
    /// <param name="remaining">Time that was left for it. One with more may be taken sooner: a question with little time closes the slot to no other.</param>
    public void Refused(TimeSpan retryAfter, TimeSpan remaining)
    {
        var heeded = retryAfter > options.LongestRefusal ? options.LongestRefusal : retryAfter;
        _refusal = new(In(heeded + remaining), In(options.LongestRefusal));
    }

    public void Lost() => Volatile.Write(ref _lostUntil, In(options.LossTime));

    /// <summary>
    /// Requests there: this silo's, which it knows, and the others', which the slot told and which fade. So what this silo sent or got back since the report
    /// counts, and nothing counts twice.
    /// </summary>
    public double Load(long now)
    {
        var mine = Volatile.Read(ref _inFlight);
        return _report is { } report ? mine + (report.Others * Math.Max(0, 1 - (Age(report, now) / options.ReportLifetime))) : mine;
    }

    /// <summary>When the slot takes a question again, as a timestamp; not later than now when it does already.</summary>
    /// <param name="remaining">Time left for the question.</param>
    public long OpensAt(TimeSpan remaining)
    {
        var closed = Math.Max(Volatile.Read(ref _drainingUntil), Volatile.Read(ref _lostUntil));
        return _refusal is { } refusal ? Math.Max(closed, Math.Min(refusal.FreeAt - Ticks(remaining), refusal.HeededUntil)) : closed;
    }

    /// <summary>How long until the slot takes work again and has done what waits there.</summary>
    public TimeSpan BusyFor(long now, TimeSpan remaining)
    {
        // In whole milliseconds: the clock was read more than once for it, which adds a few of its ticks.
        if (OpensAt(remaining) is var opens && opens > now) return TimeSpan.FromMilliseconds((long)time.GetElapsedTime(now, opens).TotalMilliseconds);
        if (_report is not { } report || report.Backlog <= Age(report, now)) return TimeSpan.Zero;
        return report.Backlog - Age(report, now);
    }

    private void Note(SlotLoad load, int mine)
    {
        _report = new(Math.Max(0, load.Running + load.Waiting - mine), load.Backlog, time.GetTimestamp());
        Volatile.Write(ref _lostUntil, 0);
        if (load.IsDraining) Volatile.Write(ref _drainingUntil, In(options.DrainTime));
    }

    private TimeSpan Age(LoadReport report, long now) => time.GetElapsedTime(report.At, now);

    private long In(TimeSpan duration) => time.GetTimestamp() + Ticks(duration);

    private long Ticks(TimeSpan duration) => (long)(duration.TotalSeconds * time.TimestampFrequency);

    /// <summary>What a refusal says, as timestamps.</summary>
    /// <param name="FreeAt">When a question that comes then is answered at once.</param>
    /// <param name="HeededUntil">When it is forgotten.</param>
    private sealed record Refusal(long FreeAt, long HeededUntil);
}
