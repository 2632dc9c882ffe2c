namespace Judger.Grains.Placement;

/// <summary>The placement strategy of <see cref="GpuResidentAttribute"/>.</summary>
[Serializable, GenerateSerializer, Immutable, Alias("judger.GpuResidentPlacement")]
internal sealed class GpuResidentPlacement : PlacementStrategy;
