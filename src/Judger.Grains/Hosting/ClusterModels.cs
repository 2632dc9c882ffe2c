using Judger.Grains.Routing;

namespace Judger.Grains.Hosting;

/// <summary>The models that the cluster serves now.</summary>
public sealed class ClusterModels
{
    private readonly SlotRouter _router;

    internal ClusterModels(SlotRouter router) => _router = router;

    /// <summary>Their names, in order.</summary>
    public IReadOnlyList<string> Names => _router.Models;
}
