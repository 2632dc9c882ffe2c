namespace Judger;

/// <summary>A rectangle of original image pixels, right and bottom excluded.</summary>
[GenerateSerializer, Immutable, Alias("judger.ImageBox")]
public readonly record struct ImageBox([property: Id(0)] int Left, [property: Id(1)] int Top, [property: Id(2)] int Right, [property: Id(3)] int Bottom);
