using Judger.Grains.Catalog;
using Orleans.Runtime.Placement;

namespace Judger.Grains.Placement;

/// <summary>Sends a slot's grain to the slot's owner. Registered on every silo, because any silo may be the one that places.</summary>
internal sealed class GpuResidentPlacementDirector(SlotCatalog catalog) : IPlacementDirector
{
    public Task<SiloAddress> OnAddActivation(PlacementStrategy strategy, PlacementTarget target, IPlacementContext context)
    {
        var slot = SlotKey.Parse(target.GrainIdentity.Key.ToString()!);
        var owner = catalog.OwnerOf(slot, context.GetCompatibleSilos(target))
            ?? throw new SlotUnavailableException($"No active silo owns slot {slot}; ask again in a while, or start a silo with that slot.");
        return Task.FromResult(owner);
    }
}
