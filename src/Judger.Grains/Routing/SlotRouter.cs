using System.Buffers;
using Judger.Grains.Catalog;
using Judger.Grains.Slots;
using Microsoft.Extensions.Logging;

namespace Judger.Grains.Routing;

/// <summary>
/// Orders the slots that can do a stage. Rendezvous hashing of the image (Thaler, Ravishankar 1998) lets questions about one image meet the same caches, and
/// a slot that leaves moves only its own images; bounded load (Mirrokni, Thorup, Zadimoghaddam 2016) keeps an image that all ask about from drowning its slot.
/// Every silo has a router, which sees the silo's own work and what slots say of theirs. Any thread.
/// </summary>
internal sealed partial class SlotRouter
{
    private readonly Func<IReadOnlyList<Slot>> _slots;
    private readonly TimeProvider _time;
    private readonly RoutingOptions _options;
    private readonly ILogger<SlotRouter> _logger;
    private readonly Lock _rebuild = new();
    private volatile SlotTable? _table;
    private int _isUsed;

    public SlotRouter(SlotCatalog catalog, TimeProvider time, RoutingOptions options, ILogger<SlotRouter> logger)
        : this(() => catalog.Slots, time, options, logger)
    {
    }

    /// <param name="slots">The cluster's slots: the same list as long as they are the same.</param>
    /// <param name="time">The clock.</param>
    /// <param name="options">How they are used.</param>
    /// <param name="logger">Hears of slots that are taken out of rotation and come back.</param>
    internal SlotRouter(Func<IReadOnlyList<Slot>> slots, TimeProvider time, RoutingOptions options, ILogger<SlotRouter> logger) =>
        (_slots, _time, _options, _logger) = (slots, time, options, logger);

    /// <summary>The models that the cluster serves.</summary>
    public IReadOnlyList<string> Models => Table.Models;

    /// <summary>Whether a question has to name its model.</summary>
    public bool IsNameNeeded => Table.IsNameNeeded;

    /// <summary>Refuses a model that the cluster does not serve, and has not served as far as this silo knows: waiting for it would be in vain.</summary>
    /// <param name="model">The served model, or null for any.</param>
    /// <exception cref="ModelNotFoundException">There is no such model.</exception>
    public void RequireModel(string? model)
    {
        if (model is not null && IsUnknown(model)) throw NotServed(model);
    }

    /// <summary>The error for a model that is not served.</summary>
    public ModelNotFoundException NotServed(string model) =>
        new($"The model \"{model}\" is not served. The cluster serves{(Models is { Count: > 0 } models ? $": {string.Join(", ", models)}" : " none now")}.");

    /// <inheritdoc cref="SlotTable.IsUnknown"/>
    public bool IsUnknown(string model) => Table.IsUnknown(model);

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
    /// by load, then those that refused lately, are stopping or do not answer. Those whose device fails are not among them until they are to be tried again.
    /// </summary>
    /// <param name="image">The image that the question is about.</param>
    /// <param name="roles">All that the slot's model must do.</param>
    /// <param name="model">The served model, or null for any.</param>
    public IReadOnlyList<SlotKey> Candidates(ImageDigest image, ModelRole roles, string? model) => Candidates(image, roles, model, TimeSpan.Zero, out _);

    /// <summary>The same, and the bound, which can travel with the request: a slot knows better what it has, and may decline what is above it.</summary>
    /// <param name="image">The image that the question is about.</param>
    /// <param name="roles">All that the slot's model must do.</param>
    /// <param name="model">The served model, or null for any.</param>
    /// <param name="remaining">Time left for the question.</param>
    /// <param name="share">See <see cref="BoundedLoad.Admits"/>.</param>
    public IReadOnlyList<SlotKey> Candidates(ImageDigest image, ModelRole roles, string? model, TimeSpan remaining, out double share)
    {
        var entries = Table.Entries;
        if (Volatile.Read(ref _isUsed) == 0) Volatile.Write(ref _isUsed, 1);
        var buffer = ArrayPool<Candidate>.Shared.Rent(entries.Length);
        var hash = _options.ByImage ? Rendezvous.Hash(image) : (ulong)Random.Shared.NextInt64();
        var candidates = buffer.AsSpan(0, Find(entries, buffer, hash, roles, model, remaining));
        share = Share(candidates);
        foreach (ref var candidate in candidates) candidate = candidate with { IsWithinBound = BoundedLoad.Admits(candidate.Load, candidate.Weight, share) };
        candidates.Sort();
        var ordered = new SlotKey[candidates.Length];
        for (var i = 0; i < ordered.Length; i++) ordered[i] = candidates[i].Slot;
        ArrayPool<Candidate>.Shared.Return(buffer, clearArray: true);
        return ordered;
    }

    /// <summary>Whether a slot's silo is in the cluster.</summary>
    public bool Has(SlotKey slot) => Table.Find(slot) is not null;

    /// <summary>Counts work that is sent to a slot, until it is disposed; null when its device failed lately and another request tries it.</summary>
    public SlotVisit? TryEnter(SlotKey slot) => State(slot).TryEnter();

    /// <summary>Notes that a slot did its work: one that was out of rotation comes back.</summary>
    public void Served(SlotKey slot)
    {
        if (State(slot).Health.Succeeded()) LogSlotIsBack(slot);
    }

    /// <summary>Notes that a slot's device failed: after a few failures in a row it is taken out of rotation.</summary>
    /// <param name="slot">The slot.</param>
    /// <param name="reason">What went wrong.</param>
    /// <param name="isRepeated">See <see cref="SlotHealth.Failed"/>.</param>
    public void Failed(SlotKey slot, string reason, bool isRepeated = false)
    {
        if (State(slot).Health.Failed(reason, isRepeated)) LogSlotIsOut(slot, _options.UnhealthyAfter, reason);
    }

    /// <summary>Why slots that could do the work are out of rotation; empty when none is.</summary>
    public IEnumerable<string> OutOfRotation(ModelRole roles, string? model) => Table.Entries
        .Where(entry => (entry.Slot.Roles & roles) == roles && (model is null || entry.Slot.Model == model))
        .Select(entry => entry.State.Health.OutBecause is { } reason ? $"{entry.Slot.Key}: {reason}" : null).OfType<string>();

    /// <summary>Notes what a slot said of its load with an answer, or when it declined, before the visit ends.</summary>
    public void Report(SlotKey slot, SlotLoad load) => State(slot).Report(load);

    /// <summary>Notes what a slot said of its load when it was asked.</summary>
    public void Refresh(SlotKey slot, SlotLoad load) => State(slot).Refresh(load);

    /// <summary>The silos with slots that have said nothing for so long; none when nobody has been routed since this was asked last.</summary>
    public IReadOnlyCollection<string> SilentSilos(TimeSpan silence)
    {
        if (Interlocked.Exchange(ref _isUsed, 0) == 0) return [];
        var now = _time.GetTimestamp();
        return Table.Entries.Where(entry => entry.State.IsSilentFor(silence, now)).Select(entry => entry.Slot.Key.Silo).ToHashSet(StringComparer.Ordinal);
    }

    /// <summary>Notes that a slot refused a question: one with as little time left is tried elsewhere first until the time that the slot named.</summary>
    /// <param name="slot">The slot.</param>
    /// <param name="retryAfter">When it would have taken that question.</param>
    /// <param name="remaining">Time that was left for that question.</param>
    public void Refused(SlotKey slot, TimeSpan retryAfter, TimeSpan remaining = default) => State(slot).Refused(retryAfter, remaining);

    /// <summary>Notes that a slot's silo does not answer: all its slots are tried last for some seconds, or until they do answer.</summary>
    public void Lost(SlotKey slot) => Lost(slot.Silo);

    /// <inheritdoc cref="Lost(SlotKey)"/>
    public void Lost(string silo)
    {
        foreach (var (slot, state, _) in Table.Entries)
        {
            if (slot.Key.Silo == silo) state.Lost();
        }
    }

    /// <summary>
    /// How long until one of some slots takes work again: those that refused, when they said; the others, when they have done what waits there.
    /// </summary>
    /// <param name="candidates">The slots.</param>
    /// <param name="remaining">Time left for the question that asks.</param>
    public TimeSpan RetryAfter(IReadOnlyList<SlotKey> candidates, TimeSpan remaining = default)
    {
        if (candidates.Count == 0) return _options.LossTime;
        var now = _time.GetTimestamp();
        var soonest = TimeSpan.MaxValue;
        foreach (var slot in candidates)
        {
            if (State(slot).BusyFor(now, remaining) is var busy && busy < soonest) soonest = busy;
        }

        return soonest;
    }

    private int Find((Slot Slot, SlotState State, ulong Hash)[] entries, Candidate[] found, ulong image, ModelRole roles, string? model, TimeSpan remaining)
    {
        var (now, count) = (_time.GetTimestamp(), 0);
        foreach (var (slot, state, hash) in entries)
        {
            if ((slot.Roles & roles) != roles || (model is not null && slot.Model != model) || !state.Health.IsOpen) continue;
            var opensAt = state.OpensAt(remaining);
            found[count++] = new(slot.Key, Rendezvous.Score(hash, image, slot.Weight), slot.Weight, state.Load(now), opensAt > now ? opensAt : 0);
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
    private SlotState State(SlotKey slot) => Table.Find(slot) ?? NewState();

    private SlotState NewState() => new(_options, _time);

    [LoggerMessage(EventId = 1, EventName = "SlotOutOfRotation", Level = LogLevel.Error, Message = "Slot {Slot} is out of rotation: its device failed "
        + "{Failures} times in a row. The last failure: {Reason}")]
    private partial void LogSlotIsOut(SlotKey slot, int failures, string reason);

    [LoggerMessage(
        EventId = 2, EventName = "SlotBackInRotation", Level = LogLevel.Information, Message = "Slot {Slot} is back in rotation: its device works again")]
    private partial void LogSlotIsBack(SlotKey slot);
}
