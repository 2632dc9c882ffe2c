using Judger.Grains.Slots;

namespace Judger.Grains.Routing;

/// <summary>The slots of one state of the cluster, each with what is known of it. What was known before stays known.</summary>
internal sealed class SlotTable
{
    private static readonly ModelRole[] Roles = [ModelRole.Baseline, ModelRole.Cropper, ModelRole.JudgedAnswer];

    private readonly Dictionary<SlotKey, SlotState> _states = [];
    private readonly HashSet<string> _seen;

    public SlotTable(IReadOnlyList<Slot> slots, SlotTable? previous, Func<SlotState> create)
    {
        Slots = slots;
        Entries = new (Slot, SlotState, ulong)[slots.Count];
        for (var i = 0; i < Entries.Length; i++)
        {
            var state = previous?.Find(slots[i].Key) ?? create();
            Entries[i] = (slots[i], state, Rendezvous.HashSlot(slots[i].Key.ToString()));
            _states[slots[i].Key] = state;
        }

        IsNameNeeded = Roles.Any(
            role => slots.Where(slot => slot.Roles.HasFlag(role)).Select(slot => slot.Model).Distinct(StringComparer.Ordinal).Skip(1).Any());
        Models = [.. slots.Select(slot => slot.Model).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        _seen = previous is null ? [.. Models] : [.. previous._seen, .. Models];
    }

    /// <summary>What it was made of.</summary>
    public IReadOnlyList<Slot> Slots { get; }

    /// <summary>Each slot, what is known of it, and its part of the score of an image.</summary>
    public (Slot Slot, SlotState State, ulong Hash)[] Entries { get; }

    /// <summary>The served models' names, in order.</summary>
    public IReadOnlyList<string> Models { get; }

    /// <summary>Whether several models do the same for questions, so that a question has to name one. Three models with a role each are one choice.</summary>
    public bool IsNameNeeded { get; }

    /// <summary>
    /// Whether a model is not served and was not served before either. One that was may come back, as when its silo restarts; and while there is no slot at
    /// all, nothing is known of what will be served.
    /// </summary>
    public bool IsUnknown(string model) => Models.Count > 0 && !_seen.Contains(model);

    public SlotState? Find(SlotKey slot) => _states.GetValueOrDefault(slot);
}
