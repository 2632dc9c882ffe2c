namespace Judger;

/// <summary>
/// The rectangle of original image pixels that a model's patch grid covers. It is larger than the image when preprocessing pads
/// (negative <see cref="Left"/> or <see cref="Top"/>) and smaller when it centre-crops.
/// </summary>
[GenerateSerializer, Immutable, Alias("judger.GridFrame")]
public readonly record struct GridFrame(
    [property: Id(0)] double Left,
    [property: Id(1)] double Top,
    [property: Id(2)] double Width,
    [property: Id(3)] double Height)
{
    /// <summary>The frame of a grid that spans exactly the whole image.</summary>
    public static GridFrame Whole(PixelSize size) => new(0, 0, size.Width, size.Height);
}
