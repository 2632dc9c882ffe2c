using Judger.Grains.Catalog;
using Judger.Grains.Routing;

namespace Judger.Grains.Hosting;

/// <summary>The models that the cluster serves now.</summary>
public sealed class ClusterModels
{
    private readonly SlotRouter _router;
    private readonly SlotCatalog _catalog;

    internal ClusterModels(SlotRouter router, SlotCatalog catalog) => (_router, _catalog) = (router, catalog);

    /// <summary>Their names, in order.</summary>
    public IReadOnlyList<string> Names => _router.Models;

    /// <summary>Refuses a model that is not served and was not served before either, as far as this silo knows. One that was may come back.</summary>
    /// <exception cref="ModelNotFoundException">There is no such model.</exception>
    public void Require(string model) => _router.RequireModel(model);

    /// <summary>The error for a model that is not served now.</summary>
    public ModelNotFoundException NotServed(string model) => _router.NotServed(model);

    /// <summary>What a model knows, where its manifest says that this is less than photographs; otherwise null.</summary>
    public string? ScopeOf(string model) => _catalog.Slots.FirstOrDefault(slot => slot.Model == model && slot.Scope is not null)?.Scope;
}
