namespace Judger.Grains.Placement;

/// <summary>The placement strategy of <see cref="NamedSiloAttribute"/>.</summary>
[Serializable, GenerateSerializer, Immutable, Alias("judger.NamedSiloPlacement")]
internal sealed class NamedSiloPlacement : PlacementStrategy;
