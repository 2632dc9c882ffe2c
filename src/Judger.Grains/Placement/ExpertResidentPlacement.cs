namespace Judger.Grains.Placement;

/// <summary>The placement strategy of <see cref="ExpertResidentAttribute"/>.</summary>
[Serializable, GenerateSerializer, Immutable, Alias("judger.ExpertResidentPlacement")]
internal sealed class ExpertResidentPlacement : PlacementStrategy;
