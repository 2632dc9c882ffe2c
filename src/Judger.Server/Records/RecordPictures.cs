using Judger.Imaging.Overlays;
using Judger.Imaging.Pixels;
using Judger.Imaging.Resampling;

namespace Judger.Server.Records;

/// <summary>The pictures that show where the model looked.</summary>
public static class RecordPictures
{
    /// <summary>The image with the attention map and the box drawn over it; the image alone where the caller gave the crop.</summary>
    public static RgbImage Overlay(RgbImage image, LocatedRegion region)
    {
        ArgumentNullException.ThrowIfNull(region);
        return region.Map is { } map
            ? AttentionOverlay.Draw(image, map, region.Columns, region.Rows, region.Frame ?? GridFrame.Whole(image.Size), region.Box)
            : image;
    }

    /// <summary>The crop, in original pixels.</summary>
    public static RgbImage Crop(RgbImage image, LocatedRegion region)
    {
        ArgumentNullException.ThrowIfNull(region);
        return Resampler.Resize(image, region.Box, region.Box.Size);
    }
}
