namespace Judger.Grains.Slots;

/// <summary>The slots that this silo owns.</summary>
internal sealed class SiloSlots(string silo, IReadOnlyList<SlotOptions> options)
{
    public string Silo { get; } = silo;

    public IReadOnlyList<SlotOptions> Options { get; } = options;

    public string KeyOf(SlotOptions slot) => SlotMetadata.KeyOf(Silo, slot);
}
