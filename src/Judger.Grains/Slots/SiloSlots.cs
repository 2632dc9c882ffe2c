namespace Judger.Grains.Slots;

/// <summary>The slots that this silo owns.</summary>
internal sealed class SiloSlots(string silo, IReadOnlyList<SlotOptions> options)
{
    public string Silo { get; } = silo;

    public IReadOnlyList<SlotOptions> Options { get; } = options;

    /// <summary>Their keys, in the order of the configuration.</summary>
    public IEnumerable<SlotKey> Keys => Options.Select(KeyOf);

    /// <summary>The weight of one of them; 1 for any other.</summary>
    public double WeightOf(SlotKey slot) => Options.FirstOrDefault(own => KeyOf(own) == slot)?.Weight ?? 1;

    public SlotKey KeyOf(SlotOptions slot) => slot.KeyOn(Silo);
}
