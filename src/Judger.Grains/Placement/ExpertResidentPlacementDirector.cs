using Judger.Grains.Catalog;
using Orleans.Runtime.Placement;

namespace Judger.Grains.Placement;

/// <summary>Sends an expert's grain to a silo that has its endpoint and its key.</summary>
internal sealed class ExpertResidentPlacementDirector(SlotCatalog catalog) : IPlacementDirector
{
    public Task<SiloAddress> OnAddActivation(PlacementStrategy strategy, PlacementTarget target, IPlacementContext context)
    {
        var name = target.GrainIdentity.Key.ToString()!;
        var silos = context.GetCompatibleSilos(target);
        SiloAddress[] able = [.. catalog.SilosOfExpert(name).Intersect(silos)];
        if (able.Length == 0) throw new SlotUnavailableException($"No active silo can ask the expert {name}; look at the silos' configuration (Experts).");
        return Task.FromResult(able.Contains(context.LocalSilo) ? context.LocalSilo : able[Random.Shared.Next(able.Length)]);
    }
}
