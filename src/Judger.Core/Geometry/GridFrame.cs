namespace Judger.Core.Geometry;

/// <summary>
/// The rectangle of original image pixels that a model's patch grid covers. It is larger than the image when preprocessing pads
/// (negative <see cref="Left"/> or <see cref="Top"/>) and smaller when it centre-crops.
/// </summary>
public readonly record struct GridFrame(double Left, double Top, double Width, double Height)
{
    /// <summary>The frame of a grid that spans exactly the whole image.</summary>
    public static GridFrame Whole(PixelSize size) => new(0, 0, size.Width, size.Height);
}
