
namespace Judger.Cli.Evaluation.Runs;

/// <summary>The crop that holds what a benchmark says is to be seen.</summary>
internal static class OracleCrop
{
    /// <summary>
    /// The box, made square about its centre as far as the image allows, so that it is not distorted; the whole image when the box lies outside of it.
    /// </summary>
    public static PixelBox Around(PixelBox box, PixelSize image)
    {
        var inside = new PixelBox(Math.Max(0, box.Left), Math.Max(0, box.Top), Math.Min(image.Width, box.Right), Math.Min(image.Height, box.Bottom));
        if (!inside.IsInside(image)) return new(0, 0, image.Width, image.Height);
        var side = Math.Max(inside.Width, inside.Height);
        var (left, right) = Along(inside.Left, inside.Right, side, image.Width);
        var (top, bottom) = Along(inside.Top, inside.Bottom, side, image.Height);
        return new(left, top, right, bottom);
    }

    private static (int From, int To) Along(int from, int to, int side, int limit)
    {
        var length = Math.Min(side, limit);
        var start = Math.Clamp(((from + to) - length) / 2, 0, limit - length);
        return (start, start + length);
    }
}
