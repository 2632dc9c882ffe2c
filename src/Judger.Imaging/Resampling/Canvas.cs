
using Judger.Imaging.Pixels;

namespace Judger.Imaging.Resampling;

/// <summary>
/// What is resampled: a region of an image, laid on a canvas that may be larger than the region. The rest of the canvas has one colour and takes no memory.
/// </summary>
/// <param name="Region">The pixels of the source that are used.</param>
/// <param name="Size">The canvas, in source pixels.</param>
/// <param name="Left">Canvas column of the region's first column.</param>
/// <param name="Top">Canvas row of the region's first row.</param>
/// <param name="Fill">The colour around the region.</param>
internal readonly record struct Canvas(PixelBox Region, PixelSize Size, int Left, int Top, RgbColor Fill)
{
    /// <summary>A canvas that the region covers.</summary>
    public static Canvas Covered(PixelBox region) => new(region, region.Size, 0, 0, default);

    /// <summary>A square canvas with the region in its middle, offset <c>(side - size) / 2</c> rounded down.</summary>
    public static Canvas Square(PixelBox region, RgbColor fill)
    {
        var side = Math.Max(region.Width, region.Height);
        return new Canvas(region, new PixelSize(side, side), (side - region.Width) / 2, (side - region.Height) / 2, fill);
    }
}
