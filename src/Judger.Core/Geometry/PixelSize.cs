namespace Judger.Core.Geometry;

/// <summary>The size of an image in pixels.</summary>
public readonly record struct PixelSize(int Width, int Height)
{
    /// <summary>Number of pixels.</summary>
    public long Area => (long)Width * Height;
}
