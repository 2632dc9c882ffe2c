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
    private long _refusedUntil;
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

    public void Refused(TimeSpan duration) => Volatile.Write(ref _refusedUntil, In(duration > options.LongestRefusal ? options.LongestRefusal : duration));

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

    /// <summary>When the slot takes work again, as a timestamp; not later than now when it does already.</summary>
    public long OpensAt => Math.Max(Volatile.Read(ref _refusedUntil), Volatile.Read(ref _lostUntil));

    /// <summary>How long until the slot takes work again and has done what waits there.</summary>
    public TimeSpan BusyFor(long now)
    {
        if (OpensAt is var opens && opens > now) return time.GetElapsedTime(now, opens);
        if (_report is not { } report || report.Backlog <= Age(report, now)) return TimeSpan.Zero;
        return report.Backlog - Age(report, now);
    }

    private void Note(SlotLoad load, int mine)
    {
        _report = new(Math.Max(0, load.Running + load.Waiting - mine), load.Backlog, time.GetTimestamp());
        Volatile.Write(ref _lostUntil, 0);
        if (load.IsDraining) Refused(options.DrainTime);
    }

    private TimeSpan Age(LoadReport report, long now) => time.GetElapsedTime(report.At, now);

    private long In(TimeSpan duration) => time.GetTimestamp() + (long)(duration.TotalSeconds * time.TimestampFrequency);
}
