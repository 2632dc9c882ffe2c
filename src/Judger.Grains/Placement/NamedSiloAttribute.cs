using Orleans.Placement;

namespace Judger.Grains.Placement;

/// <summary>Marks a grain that speaks for a silo: it activates on the silo whose name is its key.</summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class NamedSiloAttribute() : PlacementAttribute(new NamedSiloPlacement());
