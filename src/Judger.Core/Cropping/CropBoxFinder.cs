using Judger.Core.Attention;

namespace Judger.Core.Cropping;

/// <summary>
/// Turns an attention map into the rectangle worth a second look ("MLLMs Know Where to Look", ICLR 2025, adaptive box): of windows from one to
/// two times the model's input size, the one whose attention stands out most from its surroundings.
/// </summary>
public static class CropBoxFinder
{
    private static readonly double[] Ratios = [1, 1.2, 1.4, 1.6, 1.8, 2];

    /// <summary>Finds the box.</summary>
    /// <param name="map">Relative attention over the patch grid; any values.</param>
    /// <param name="image">The original image's size in pixels.</param>
    /// <param name="window">The model's input side in pixels (LLaVA-1.5: 336), the smallest side that a box may have in a larger image.</param>
    /// <param name="mode">How grid positions become pixels.</param>
    /// <param name="frame">
    /// The part of the image plane that the grid covers; the whole image when null. <see cref="CropMode.Compat"/> always takes the whole image.
    /// </param>
    /// <exception cref="ArgumentException">A size is not positive, or the frame is empty or not finite.</exception>
    public static CropBox Find(AttentionMap map, PixelSize image, int window, CropMode mode = CropMode.Aligned, GridFrame? frame = null)
    {
        ArgumentNullException.ThrowIfNull(map);
        RequirePixels(image);
        if (window < 1)
            throw new ArgumentException($"The window is at least 1 pixel, not {window}; give the model's input side (LLaVA-1.5: 336).", nameof(window));
        return mode switch
        {
            CropMode.Compat => Search(map, image, window, GridFrame.Whole(image), leastPatches: 0),
            CropMode.Aligned => FindAligned(map, image, window, Require(frame ?? GridFrame.Whole(image))),
            _ => throw new ArgumentException($"{mode} is no crop mode; use Aligned or Compat.", nameof(mode)),
        };
    }

    /// <summary>Refuses an image without pixels.</summary>
    internal static void RequirePixels(PixelSize image)
    {
        if (image.Width >= 1 && image.Height >= 1) return;
        throw new ArgumentException(
            $"An image has at least 1 x 1 pixels, not {image.Width} x {image.Height}; give the original image's size.", nameof(image));
    }

    private static CropBox FindAligned(AttentionMap map, PixelSize image, int window, GridFrame frame)
    {
        var degenerate = new CropBox { Box = PixelBox.Whole(image), IsDegenerate = true };
        if (!map.HasFinite) return degenerate;

        // Where a patch is larger than the window (photographs of many megapixels) the reference code compares empty windows; one patch is the
        // least that says anything.
        var found = Search(map.Sanitized(), image, window, frame, leastPatches: 1);
        return found.IsDegenerate ? degenerate : found;
    }

    private static CropBox Search(AttentionMap map, PixelSize image, int window, GridFrame frame, int leastPatches)
    {
        double blockWidth = frame.Width / map.Columns, blockHeight = frame.Height / map.Rows;
        (WindowPeak Peak, double Ratio, int Columns, int Rows)? best = null;
        foreach (var ratio in Ratios)
        {
            var columns = Patches(window * ratio / blockWidth, leastPatches, map.Columns);
            var rows = Patches(window * ratio / blockHeight, leastPatches, map.Rows);
            if (columns == map.Columns && rows == map.Rows)
            {
                // Larger windows cover the grid too; an earlier one that did not has already won.
                if (best is null) return new CropBox { Box = PixelBox.Whole(image) };
                break;
            }

            var peak = WindowPeak.Find(map, columns, rows);
            if (best is null || peak.Beats(best.Value.Peak)) best = (peak, ratio, columns, rows);
        }

        var (won, wonRatio, wonColumns, wonRows) = best!.Value;
        // The reference code gives an empty box for a window of one pixel.
        var half = Math.Max(1, Math.Floor(window * wonRatio / 2));
        var (left, right) = Side(frame.Left + (won.X * blockWidth + blockWidth * wonColumns / 2), half, image.Width);
        var (top, bottom) = Side(frame.Top + (won.Y * blockHeight + blockHeight * wonRows / 2), half, image.Height);
        var isFinite = double.IsFinite(won.Score);
        return new CropBox
        {
            Box = new PixelBox(left, top, right, bottom),
            Ratio = wonRatio,
            Score = isFinite ? won.Score : null,
            IsDegenerate = !isFinite,
        };
    }

    private static int Patches(double count, int least, int most) => (int)Math.Clamp(Math.Truncate(count), least, most);

    /// <summary>One axis of the box: pushed inside the image where it would stick out, the whole axis where the image is smaller than the box.</summary>
    private static (int From, int To) Side(double centre, double half, int length)
    {
        var middle = Math.Min(Math.Max(Math.Truncate(centre), half), length - half);
        return ((int)Math.Max(0, middle - half), (int)Math.Min(length, middle + half));
    }

    private static GridFrame Require(GridFrame frame)
    {
        var isFinite = double.IsFinite(frame.Left) && double.IsFinite(frame.Top) && double.IsFinite(frame.Width) && double.IsFinite(frame.Height);
        if (!isFinite || frame.Width <= 0 || frame.Height <= 0)
            throw new ArgumentException("A grid frame needs finite edges and a positive size; take it from the preprocessing geometry.", nameof(frame));
        return frame;
    }
}
