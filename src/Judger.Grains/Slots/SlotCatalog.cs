using Orleans.Runtime.MembershipService.SiloMetadata;

namespace Judger.Grains.Slots;

/// <summary>Which silo owns which slots, by the metadata of the active silos.</summary>
internal sealed class SlotCatalog(ISiloStatusOracle silos, ISiloMetadataCache metadata)
{
    /// <summary>All slots that can be reached now.</summary>
    public IReadOnlyList<Slot> Slots =>
        [.. silos.GetApproximateSiloStatuses(onlyActive: true).Keys.SelectMany(SlotsOf)];

    /// <summary>The silo that owns a slot, out of the given ones, or null.</summary>
    public SiloAddress? OwnerOf(string slot, IEnumerable<SiloAddress> among) =>
        among.FirstOrDefault(silo => SlotsOf(silo).Any(owned => owned.Key == slot));

    private IEnumerable<Slot> SlotsOf(SiloAddress silo) =>
        metadata.GetSiloMetadata(silo) is { } published ? SlotMetadata.Read(published.Metadata) : [];
}
