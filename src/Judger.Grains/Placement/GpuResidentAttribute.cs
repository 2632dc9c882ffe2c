using Orleans.Placement;

namespace Judger.Grains.Placement;

/// <summary>Marks a model grain: it activates on the silo that owns its slot and nowhere else.</summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class GpuResidentAttribute() : PlacementAttribute(new GpuResidentPlacement());
