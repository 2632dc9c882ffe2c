using Orleans.Placement;

namespace Judger.Grains.Placement;

/// <summary>Marks the judgment grain: it activates on a silo that can ask its expert.</summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class ExpertResidentAttribute() : PlacementAttribute(new ExpertResidentPlacement());
