namespace Judger;

/// <summary>The size of an image in pixels.</summary>
[GenerateSerializer, Immutable, Alias("judger.PixelSize")]
public readonly record struct PixelSize([property: Id(0)] int Width, [property: Id(1)] int Height)
{
    /// <summary>Number of pixels.</summary>
    public long Area => (long)Width * Height;
}
