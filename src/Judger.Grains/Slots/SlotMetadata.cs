namespace Judger.Grains.Slots;

/// <summary>How a silo publishes its slots: one metadata entry a slot. Metadata is fixed for a silo's lifetime, and so are its slots.</summary>
internal static class SlotMetadata
{
    private const string Prefix = "judger.slot/";

    public static IEnumerable<KeyValuePair<string, string>> Write(string silo, IEnumerable<SlotOptions> slots) =>
        slots.Select(slot => KeyValuePair.Create(Prefix + KeyOf(silo, slot), ((int)slot.Roles).ToString()));

    public static IEnumerable<Slot> Read(IEnumerable<KeyValuePair<string, string>> metadata) =>
        from entry in metadata
        where entry.Key.StartsWith(Prefix, StringComparison.Ordinal) && int.TryParse(entry.Value, out _)
        select new Slot(entry.Key[Prefix.Length..], (ModelRole)int.Parse(entry.Value));

    public static string KeyOf(string silo, SlotOptions slot) =>
        new SlotKey(silo, slot.Device, Path.GetFileName(Path.TrimEndingDirectorySeparator(slot.ModelFolder))).ToString();
}
