
using Judger.Imaging.Pixels;
using Judger.Imaging.Resampling;

namespace Judger.Imaging.Overlays;

/// <summary>Shows where a model looked: its attention as heat over the image, and the box that was cropped.</summary>
public static class AttentionOverlay
{
    /// <summary>Images with shorter long edges are enlarged by a whole factor, so that the drawing can be read.</summary>
    private const int LegibleEdge = 480;

    private const double StrongestHeat = 0.7;

    /// <summary>Draws an overlay.</summary>
    /// <param name="image">The original image; it is not changed.</param>
    /// <param name="map">The attention, row-major <c>[rows, columns]</c>; any range. Values that are not finite show no heat.</param>
    /// <param name="columns">Columns of the patch grid.</param>
    /// <param name="rows">Rows of the patch grid.</param>
    /// <param name="frame">The rectangle of original pixels that the grid covers; outside it there is no heat.</param>
    /// <param name="box">The box to outline, in original pixels, clipped to the image; null for none.</param>
    /// <returns>The drawing: as large as the image, or a whole multiple of a small image.</returns>
    /// <exception cref="ArgumentException">The map does not have <c>columns * rows</c> values, or the frame is empty.</exception>
    public static RgbImage Draw(RgbImage image, ReadOnlySpan<double> map, int columns, int rows, GridFrame frame, PixelBox? box)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentOutOfRangeException.ThrowIfLessThan(columns, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(rows, 1);
        if (map.Length != (long)columns * rows)
            throw new ArgumentException($"A grid of {columns} x {rows} has {(long)columns * rows} values, not {map.Length}.", nameof(map));
        if (!(frame.Width > 0 && frame.Height > 0))
            throw new ArgumentException($"The frame {frame} is empty; give the rectangle that the grid covers.", nameof(frame));

        var longEdge = Math.Max(image.Width, image.Height);
        var factor = (LegibleEdge + longEdge - 1) / longEdge;
        var drawing = Resampler.Resize(image, PixelBox.Whole(image.Size), new PixelSize(image.Width * factor, image.Height * factor));

        AddHeat(drawing, new HeatGrid(map, columns, rows), frame, factor);
        if (box is { } outlined) BoxOutline.Draw(drawing, Scale(outlined, factor, drawing.Size));
        return drawing;
    }

    private static void AddHeat(RgbImage drawing, HeatGrid heat, GridFrame frame, int factor)
    {
        Span<float> line = new float[heat.Columns];
        for (var y = 0; y < drawing.Height; y++)
        {
            var v = (((y + 0.5) / factor) - frame.Top) / frame.Height;
            if (v is < 0 or >= 1) continue;
            heat.Row(v, line);
            for (var x = 0; x < drawing.Width; x++)
            {
                var u = (((x + 0.5) / factor) - frame.Left) / frame.Width;
                if (u is < 0 or >= 1) continue;
                var value = HeatGrid.Interpolate(line, u);
                Blend(drawing.Pixels.AsSpan((y * drawing.Stride) + (x * RgbImage.Channels), RgbImage.Channels), HeatColors.At(value), StrongestHeat * value);
            }
        }
    }

    private static void Blend(Span<byte> pixel, RgbColor color, double alpha)
    {
        pixel[0] = (byte)Math.Round(pixel[0] + (alpha * (color.R - pixel[0])));
        pixel[1] = (byte)Math.Round(pixel[1] + (alpha * (color.G - pixel[1])));
        pixel[2] = (byte)Math.Round(pixel[2] + (alpha * (color.B - pixel[2])));
    }

    // Clipped before it is scaled: a box may come from anywhere.
    private static PixelBox Scale(PixelBox box, int factor, PixelSize size) => new(
        Math.Clamp(box.Left, 0, size.Width / factor) * factor,
        Math.Clamp(box.Top, 0, size.Height / factor) * factor,
        Math.Clamp(box.Right, 0, size.Width / factor) * factor,
        Math.Clamp(box.Bottom, 0, size.Height / factor) * factor);
}
