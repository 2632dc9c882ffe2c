using System.Text.Json.Serialization;

namespace Judger.Imaging.Preprocessing;

/// <summary>
/// How an image is split into tiles that cover all of it: it is stretched over a grid of tiles, and where there is more than one, the whole image in one tile
/// follows them. <see cref="ImageTiling"/> is the other way, which keeps the image's ratio and pads.
/// </summary>
public sealed record ImageSplitting
{
    /// <summary>What decides into how many tiles an image is split.</summary>
    public required SplitRule Rule { get; init; }

    /// <summary>The longest edge in pixels of the first resize, for rules that have one. <value>Default: 0, there is none.</value></summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int LongestEdge { get; init; }

    /// <summary>The least tiles of a <see cref="SplitRule.ClosestRatio"/> grid. <value>Default: 0, which is as good as 1.</value></summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int LeastTiles { get; init; }

    /// <summary>The most tiles of a <see cref="SplitRule.ClosestRatio"/> grid. <value>Default: 0, for rules that do not need it.</value></summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int MostTiles { get; init; }

    /// <summary>The most tiles along one side of the grid, for tiles of a side.</summary>
    public int MostAlong(int side) => Rule switch
    {
        SplitRule.LongestEdge => (LongestEdge + side - 1) / side,
        SplitRule.ClosestRatio => MostTiles,
        _ => 1,
    };

    /// <summary>The most tiles of an image, the whole image in one tile not counted.</summary>
    public long MostOf(int side) => Rule == SplitRule.LongestEdge ? (long)MostAlong(side) * MostAlong(side) : MostAlong(side);

    /// <summary>The sizes that an image is resized to, one after the other; the last one is the grid of tiles.</summary>
    /// <param name="image">The image.</param>
    /// <param name="side">The tile's side in pixels.</param>
    public IReadOnlyList<PixelSize> Sizes(PixelSize image, int side)
    {
        if (Rule == SplitRule.ClosestRatio) return [ClosestGrid(image, side)];
        var first = Fit(image, LongestEdge, length => Math.Max(length + (length % 2), 1));
        return [first, Rule == SplitRule.Whole ? new(side, side) : Fit(first, Up(Math.Max(first.Width, first.Height)), Up)];

        // Of a picture many times as long as it is wide, the proportion may come out as 0 pixels.
        int Up(int length) => Math.Max((length + side - 1) / side, 1) * side;
    }

    /// <summary>The grid of tiles in pixels.</summary>
    public PixelSize Canvas(PixelSize image, int side) => Sizes(image, side)[^1];

    // The order of the divisions is that of transformers: 512 x 75 pixels become 1536 x 224 so, and 1536 x 226 in another one.
    private static PixelSize Fit(PixelSize image, int edge, Func<int, int> round)
    {
        var ratio = (double)image.Width / image.Height;
        return image.Width >= image.Height ? new(edge, round((int)(edge / ratio))) : new(round((int)(edge * ratio)), edge);
    }

    // Of grids that are equally near, a later one is taken where the image has more than half of its pixels.
    private PixelSize ClosestGrid(PixelSize image, int side)
    {
        var ratio = (double)image.Width / image.Height;
        var (best, nearest) = (new PixelSize(1, 1), double.PositiveInfinity);
        var grids = Enumerable.Range(1, MostTiles)
            .SelectMany(columns => Enumerable.Range(1, MostTiles / columns).Select(rows => new PixelSize(columns, rows)))
            .Where(grid => grid.Area >= LeastTiles)
            .OrderBy(grid => grid.Area);
        foreach (var grid in grids)
        {
            var distance = Math.Abs(ratio - ((double)grid.Width / grid.Height));
            if (distance > nearest || (distance == nearest && image.Area <= 0.5 * side * side * grid.Area)) continue;
            (best, nearest) = (grid, distance);
        }

        return new(best.Width * side, best.Height * side);
    }
}
