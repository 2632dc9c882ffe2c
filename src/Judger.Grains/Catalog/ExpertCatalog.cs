namespace Judger.Grains.Catalog;

/// <summary>The experts that can be asked: the built-in ones, this silo's, and those of other silos. Any thread.</summary>
internal sealed class ExpertCatalog(SiloExperts own, SlotCatalog cluster)
{
    /// <summary>Their names.</summary>
    public IReadOnlyList<string> Names =>
        [ExpertNames.Self, ExpertNames.Reference, .. own.Names.Union(cluster.Experts, StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    /// <summary>Whether there is an expert of this name.</summary>
    public bool IsKnown(string name) => ExpertNames.IsBuiltIn(name) || own.Find(name) is not null || cluster.Experts.Contains(name);
}
