using Judger.Grains.Catalog;

namespace Judger.Grains.Hosting;

/// <summary>The experts that a question may name now.</summary>
public sealed class ClusterExperts
{
    private readonly ExpertCatalog _catalog;

    internal ClusterExperts(ExpertCatalog catalog) => _catalog = catalog;

    /// <summary>Their names: the built-in experts first, then those of the cluster's configuration in order.</summary>
    public IReadOnlyList<string> Names => _catalog.Names;
}
