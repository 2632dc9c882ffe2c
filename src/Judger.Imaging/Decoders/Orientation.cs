using Judger.Imaging.Pixels;

namespace Judger.Imaging.Decoders;

/// <summary>The EXIF orientation: 1 is upright, 2 to 8 are the other ways a picture can be turned and mirrored (EXIF 2.3, tag 0x0112).</summary>
internal static class Orientation
{
    /// <summary>True when applying the orientation exchanges width and height.</summary>
    public static bool SwapsSides(int orientation) => orientation >= 5;

    /// <summary>The image turned upright.</summary>
    public static RgbImage Apply(RgbImage image, int orientation)
    {
        if (orientation == 1) return image;
        var result = SwapsSides(orientation) ? new RgbImage(image.Height, image.Width) : new RgbImage(image.Width, image.Height);

        // Where the upright picture's first pixel lies in the stored one, and the steps from there along its rows and columns.
        var (right, bottom) = (image.Width - 1, image.Height - 1);
        var (x, y, alongX, alongY, downX, downY) = orientation switch
        {
            2 => (right, 0, -1, 0, 0, 1),
            3 => (right, bottom, -1, 0, 0, -1),
            4 => (0, bottom, 1, 0, 0, -1),
            5 => (0, 0, 0, 1, 1, 0),
            6 => (0, bottom, 0, -1, 1, 0),
            7 => (right, bottom, 0, -1, -1, 0),
            _ => (right, 0, 0, 1, -1, 0),
        };
        var first = (y * image.Stride) + (x * RgbImage.Channels);
        var along = (alongY * image.Stride) + (alongX * RgbImage.Channels);
        var down = (downY * image.Stride) + (downX * RgbImage.Channels);

        var (from, to) = (image.Pixels, result.Pixels);
        for (int row = 0, at = 0; row < result.Height; row++)
        {
            for (int column = 0, source = first + (row * down); column < result.Width; column++, source += along, at += RgbImage.Channels)
            {
                to[at] = from[source];
                to[at + 1] = from[source + 1];
                to[at + 2] = from[source + 2];
            }
        }

        return result;
    }
}
