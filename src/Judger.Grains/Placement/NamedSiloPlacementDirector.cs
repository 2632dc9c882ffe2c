using Judger.Grains.Catalog;
using Orleans.Runtime.Placement;

namespace Judger.Grains.Placement;

/// <summary>Sends a silo's grain to the silo of that name.</summary>
internal sealed class NamedSiloPlacementDirector(SlotCatalog catalog) : IPlacementDirector
{
    public Task<SiloAddress> OnAddActivation(PlacementStrategy strategy, PlacementTarget target, IPlacementContext context)
    {
        var name = target.GrainIdentity.Key.ToString()!;
        var silo = catalog.SiloOf(name, context.GetCompatibleSilos(target))
            ?? throw new SlotUnavailableException($"No active silo is named {name}; look at the silos' configuration.");
        return Task.FromResult(silo);
    }
}
