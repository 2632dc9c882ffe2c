using System.Globalization;
using Judger.Grains.Slots;

namespace Judger.Grains.Catalog;

/// <summary>
/// How a silo publishes its slots: one metadata entry a slot, <c>roles;weight;model</c>. Metadata is fixed for a silo's lifetime, and so are its slots.
/// </summary>
internal static class SlotMetadata
{
    private const string Prefix = "judger.slot/";
    private const char Separator = ';';

    public static IEnumerable<KeyValuePair<string, string>> Write(string silo, IEnumerable<SlotOptions> slots) => slots.Select(slot => KeyValuePair.Create(
        Prefix + slot.KeyOn(silo), string.Create(CultureInfo.InvariantCulture, $"{(int)slot.Roles}{Separator}{slot.Weight}{Separator}{slot.ModelName}")));

    /// <summary>The slots of a silo. An entry of another release that is not understood is no slot.</summary>
    public static IEnumerable<Slot> Read(IEnumerable<KeyValuePair<string, string>> metadata)
    {
        IReadOnlyCollection<KeyValuePair<string, string>> entries = [.. metadata];
        var scopes = ModelScopes.Read(entries);
        foreach (var (key, value) in entries)
        {
            if (!key.StartsWith(Prefix, StringComparison.Ordinal)) continue;
            var parts = value.Split(Separator, 3);
            if (parts.Length == 3 && int.TryParse(parts[0], CultureInfo.InvariantCulture, out var roles)
                && double.TryParse(parts[1], CultureInfo.InvariantCulture, out var weight) && weight is > 0 and < double.PositiveInfinity
                && SlotKey.TryParse(key[Prefix.Length..], out var slot))
            {
                yield return new(slot, (ModelRole)roles, parts[2], weight, scopes.GetValueOrDefault(parts[2]));
            }
        }
    }
}
