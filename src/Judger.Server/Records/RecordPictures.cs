using Judger.Core.Geometry;
using Judger.Imaging;

namespace Judger.Server;

/// <summary>The pictures that show where the model looked.</summary>
public static class RecordPictures
{
    /// <summary>The image with the attention map and the box drawn over it; the image alone where the caller gave the crop.</summary>
    public static RgbImage Overlay(RgbImage image, LocatedRegion region)
    {
        ArgumentNullException.ThrowIfNull(region);
        return region.Map is { } map
            ? AttentionOverlay.Draw(image, map, region.Columns, region.Rows, new GridFrame(region.Frame[0], region.Frame[1], region.Frame[2], region.Frame[3]), Box(region.Box))
            : image;
    }

    /// <summary>The crop, in original pixels.</summary>
    public static RgbImage Crop(RgbImage image, LocatedRegion region)
    {
        ArgumentNullException.ThrowIfNull(region);
        var box = Box(region.Box);
        return Resampler.Resize(image, box, box.Size);
    }

    private static PixelBox Box(ImageBox box) => new(box.Left, box.Top, box.Right, box.Bottom);
}
