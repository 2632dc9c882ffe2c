using Orleans.Placement;

namespace Judger.Grains.Placement;

/// <summary>Marks the judgment grain: a configured expert's activates on a silo that can ask it, a built-in one anywhere.</summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class ExpertResidentAttribute() : PlacementAttribute(new ExpertResidentPlacement());
