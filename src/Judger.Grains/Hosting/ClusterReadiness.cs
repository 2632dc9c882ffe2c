using Judger.Grains.Draining;
using Judger.Grains.Slots;

namespace Judger.Grains;

/// <summary>Whether this silo can have questions answered now.</summary>
public sealed class ClusterReadiness
{
    private readonly ISiloStatusOracle _oracle;
    private readonly SlotCatalog _catalog;
    private readonly SiloWork _work;

    internal ClusterReadiness(ISiloStatusOracle oracle, SlotCatalog catalog, SiloWork work) => (_oracle, _catalog, _work) = (oracle, catalog, work);

    /// <summary>What is missing, or null when nothing is: this silo has joined and is not leaving, and the cluster offers every role.</summary>
    public string? Missing
    {
        get
        {
            if (_oracle.CurrentStatus != SiloStatus.Active) return "the silo has not joined the cluster";
            if (_work.IsDraining) return "the silo is stopping";
            var offered = _catalog.Slots.Aggregate(ModelRole.None, (roles, slot) => roles | slot.Roles);
            var lacking = ModelRole.All & ~offered;
            return lacking == ModelRole.None ? null : $"no silo of the cluster offers {lacking}";
        }
    }
}
