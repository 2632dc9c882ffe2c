
using Judger.Imaging.Pixels;

namespace Judger.Imaging.Overlays;

/// <summary>A light line between two dark ones, just inside a box: it shows on any background, and at the image's edge.</summary>
internal static class BoxOutline
{
    private static readonly RgbColor Dark = new(0, 0, 0);
    private static readonly RgbColor Light = new(0, 255, 255);

    /// <summary>Draws the outline of a box inside the image; an empty box has none.</summary>
    public static void Draw(RgbImage image, PixelBox box)
    {
        var line = Math.Max(1, Math.Max(image.Width, image.Height) / 320);
        for (var inset = 0; inset < 4 * line; inset++)
        {
            var ring = new PixelBox(box.Left + inset, box.Top + inset, box.Right - inset, box.Bottom - inset);
            if (ring.Width < 1 || ring.Height < 1) return;
            DrawRing(image, ring, inset >= line && inset < 3 * line ? Light : Dark);
        }
    }

    private static void DrawRing(RgbImage image, PixelBox ring, RgbColor color)
    {
        Fill(image, ring with { Bottom = ring.Top + 1 }, color);
        Fill(image, ring with { Top = ring.Bottom - 1 }, color);
        Fill(image, ring with { Right = ring.Left + 1 }, color);
        Fill(image, ring with { Left = ring.Right - 1 }, color);
    }

    private static void Fill(RgbImage image, PixelBox area, RgbColor color)
    {
        for (var y = area.Top; y < area.Bottom; y++)
            color.Fill(image.Pixels.AsSpan((y * image.Stride) + (area.Left * RgbImage.Channels), area.Width * RgbImage.Channels));
    }
}
