using System.Buffers;
using Judger.Grains.Slots;

namespace Judger.Grains.Routing;

/// <summary>
/// Orders the slots that can do a stage. Rendezvous hashing of the image (Thaler, Ravishankar 1998) lets questions about one image meet the same caches, and
/// a slot that leaves moves only its own images; bounded load (Mirrokni, Thorup, Zadimoghaddam 2016) keeps an image that all ask about from drowning its slot.
/// Every silo has a router, which sees the silo's own work and what slots say of theirs. Any thread.
/// </summary>
internal sealed class SlotRouter
{
    private readonly Func<IReadOnlyList<Slot>> _slots;
    private readonly TimeProvider _time;
    private readonly RoutingOptions _options;
    private readonly Lock _rebuild = new();
    private volatile SlotTable? _table;
    private int _isUsed;

    public SlotRouter(SlotCatalog catalog, TimeProvider time, RoutingOptions options)
        : this(() => catalog.Slots, time, options)
    {
    }

    /// <param name="slots">The cluster's slots: the same list as long as they are the same.</param>
    /// <param name="time">The clock.</param>
    /// <param name="options">How they are used.</param>
    internal SlotRouter(Func<IReadOnlyList<Slot>> slots, TimeProvider time, RoutingOptions options) => (_slots, _time, _options) = (slots, time, options);

    /// <summary>The models that the cluster serves.</summary>
    public IReadOnlyList<string> Models => Table.Models;

    /// <summary>Whether a question has to name its model.</summary>
    public bool IsNameNeeded => Table.IsNameNeeded;

    private SlotTable Table
    {
        get
        {
            var slots = _slots();
            if (_table is { } known && ReferenceEquals(known.Slots, slots)) return known;
            lock (_rebuild)
            {
                if (_table is { } other && ReferenceEquals(other.Slots, slots)) return other;
                return _table = new(slots, _table, NewState);
            }
        }
    }

    /// <summary>
    /// The slots that have all the roles for a model, in the order in which they are to be tried: those within the bound by the image's hash, then the others
    /// by load, then those that refused lately, are stopping or do not answer.
    /// </summary>
    /// <param name="imageDigest">Hexadecimal SHA-256.</param>
    /// <param name="roles">All that the slot's model must do.</param>
    /// <param name="model">The served model, or null for any.</param>
    public IReadOnlyList<string> Candidates(string imageDigest, ModelRole roles, string? model) => Candidates(imageDigest, roles, model, out _);

    /// <summary>The same, and the bound, which can travel with the request: a slot knows better what it has, and may decline what is above it.</summary>
    /// <param name="imageDigest">Hexadecimal SHA-256.</param>
    /// <param name="roles">All that the slot's model must do.</param>
    /// <param name="model">The served model, or null for any.</param>
    /// <param name="share">See <see cref="BoundedLoad.Admits"/>.</param>
    public IReadOnlyList<string> Candidates(string imageDigest, ModelRole roles, string? model, out double share)
    {
        var entries = Table.Entries;
        if (Volatile.Read(ref _isUsed) == 0) Volatile.Write(ref _isUsed, 1);
        var buffer = ArrayPool<Candidate>.Shared.Rent(entries.Length);
        var candidates = buffer.AsSpan(0, Find(entries, buffer, _options.ByImage ? Rendezvous.Hash(imageDigest) : (ulong)Random.Shared.NextInt64(), roles, model));
        share = Share(candidates);
        foreach (ref var candidate in candidates) candidate = candidate with { IsWithinBound = BoundedLoad.Admits(candidate.Load, candidate.Weight, share) };
        candidates.Sort();
        var ordered = new string[candidates.Length];
        for (var i = 0; i < ordered.Length; i++) ordered[i] = candidates[i].Slot;
        ArrayPool<Candidate>.Shared.Return(buffer, clearArray: true);
        return ordered;
    }

    /// <summary>Counts work that is sent to a slot, until it is disposed.</summary>
    public SlotVisit Enter(string slot) => State(slot).Enter();

    /// <summary>Notes what a slot said of its load with an answer, or when it declined, before the visit ends.</summary>
    public void Report(string slot, SlotLoad load) => State(slot).Report(load);

    /// <summary>Notes what a slot said of its load when it was asked.</summary>
    public void Refresh(string slot, SlotLoad load) => State(slot).Refresh(load);

    /// <summary>The silos with slots that have said nothing for so long; none when nobody has been routed since this was asked last.</summary>
    public IReadOnlyCollection<string> SilentSilos(TimeSpan silence)
    {
        if (Interlocked.Exchange(ref _isUsed, 0) == 0) return [];
        var now = _time.GetTimestamp();
        return Table.Entries.Where(entry => entry.State.IsSilentFor(silence, now)).Select(entry => SlotKey.SiloOf(entry.Slot.Key).ToString()).ToHashSet(StringComparer.Ordinal);
    }

    /// <summary>Notes that a slot refused; it is tried last until the time that it named.</summary>
    public void Refused(string slot, TimeSpan retryAfter) => State(slot).Refused(retryAfter);

    /// <summary>Notes that a slot's silo does not answer: all its slots are tried last for some seconds, or until they do answer.</summary>
    public void Lost(string slot)
    {
        var silo = SlotKey.SiloOf(slot);
        foreach (var (other, state) in Table.Entries)
        {
            if (SlotKey.SiloOf(other.Key).SequenceEqual(silo)) state.Lost();
        }
    }

    /// <summary>How long until one of some slots takes work again: those that refused, when they said; the others, when they have done what waits there.</summary>
    public TimeSpan RetryAfter(IReadOnlyList<string> candidates)
    {
        if (candidates.Count == 0) return _options.LossTime;
        var now = _time.GetTimestamp();
        var soonest = TimeSpan.MaxValue;
        foreach (var slot in candidates)
        {
            if (State(slot).BusyFor(now) is var busy && busy < soonest) soonest = busy;
        }

        return soonest;
    }

    private int Find((Slot Slot, SlotState State)[] entries, Candidate[] found, ulong image, ModelRole roles, string? model)
    {
        var (now, count) = (_time.GetTimestamp(), 0);
        foreach (var (slot, state) in entries)
        {
            if ((slot.Roles & roles) != roles || (model is not null && slot.Model != model)) continue;
            var opensAt = state.OpensAt;
            found[count++] = new(slot.Key, Rendezvous.Score(slot.Hash, image, slot.Weight), slot.Weight, state.Load(now), opensAt > now ? opensAt : 0);
        }

        return count;
    }

    /// <summary>The work that a unit of weight may have: a multiple of the mean over the slots that take work, this request included.</summary>
    private double Share(ReadOnlySpan<Candidate> candidates)
    {
        var (work, weight) = (1.0, 0.0);
        foreach (var candidate in candidates)
        {
            if (candidate.OpensAt > 0) continue;
            work += candidate.Load;
            weight += candidate.Weight;
        }

        return weight > 0 ? _options.LoadFactor * work / weight : double.PositiveInfinity;
    }

    // A slot that has left the cluster is known to no one: what is noted of it is forgotten.
    private SlotState State(string slot) => Table.Find(slot) ?? NewState();

    private SlotState NewState() => new(_options, _time);
}
