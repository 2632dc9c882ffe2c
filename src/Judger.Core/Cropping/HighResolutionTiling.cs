using Judger.Core.Attention;
using Judger.Core.Geometry;

namespace Judger.Core.Cropping;

/// <summary>
/// The high-resolution variant of the crop (saccharomycetes/mllms_know): a large image is cut into nearly square tiles, each tile gets a relative
/// map of its own, and the box is searched on the maps joined into one.
/// </summary>
public sealed class HighResolutionTiling
{
    /// <summary>The side in pixels beyond which an image is worth tiling, and the most rows of pixels a tile has.</summary>
    public const int Threshold = 1024;

    private HighResolutionTiling(PixelSize image, int columns, int rows)
    {
        Columns = columns;
        Rows = rows;
        TileSize = new PixelSize(CeilingDivide(image.Width, columns), CeilingDivide(image.Height, rows));

        var tiles = new ImageTile[columns * rows];
        for (var i = 0; i < tiles.Length; i++)
        {
            int left = i % columns * TileSize.Width, top = i / columns * TileSize.Height;
            var bounds = new PixelBox(left, top, left + TileSize.Width, top + TileSize.Height);
            tiles[i] = new ImageTile(bounds, bounds.Right > image.Width || bounds.Bottom > image.Height);
        }

        Tiles = tiles;
    }

    /// <summary>Tiles across, h: at least 1, where the reference code divides by zero on narrow images.</summary>
    public int Columns { get; }

    /// <summary>Tiles down, v.</summary>
    public int Rows { get; }

    /// <summary>The size of every tile in pixels.</summary>
    public PixelSize TileSize { get; }

    /// <summary>The tiles, row-major.</summary>
    public IReadOnlyList<ImageTile> Tiles { get; }

    /// <summary>The frame of the joined map: all tiles, with what reaches past the image.</summary>
    public GridFrame Frame => new(0, 0, (double)Columns * TileSize.Width, (double)Rows * TileSize.Height);

    /// <summary>True when a side of the image is longer than <see cref="Threshold"/>.</summary>
    public static bool AppliesTo(PixelSize image) => Math.Max(image.Width, image.Height) > Threshold;

    /// <summary>
    /// Cuts an image of the given size: ceil(height / 1024) tiles down and as many across as keep them nearly square. A very wide image has
    /// many: look at <see cref="Tiles"/>' count before paying for a map each.
    /// </summary>
    /// <exception cref="ArgumentException">A side is not positive.</exception>
    public static HighResolutionTiling For(PixelSize image)
    {
        CropBoxFinder.RequirePixels(image);
        var rows = CeilingDivide(image.Height, Threshold);
        return new HighResolutionTiling(image, (int)Math.Max(1, (long)rows * image.Width / image.Height), rows);
    }

    /// <summary>Joins the tiles' maps, in the order of <see cref="Tiles"/>, into one of all their columns and rows.</summary>
    /// <exception cref="ArgumentException">There is not one map for each tile, or their grids differ.</exception>
    public AttentionMap Join(IReadOnlyList<AttentionMap> maps)
    {
        ArgumentNullException.ThrowIfNull(maps);
        if (maps.Count != Tiles.Count)
            throw new ArgumentException($"{Tiles.Count} tiles need {Tiles.Count} maps, not {maps.Count}; give one map a tile, row by row.", nameof(maps));
        int columns = maps[0].Columns, rows = maps[0].Rows;
        if (maps.Any(map => map.Columns != columns || map.Rows != rows))
            throw new ArgumentException($"All tiles need maps of the same grid, {columns} x {rows}; compute them with one model.", nameof(maps));

        int width = Columns * columns, height = Rows * rows;
        var joined = new double[width * height];
        for (var i = 0; i < maps.Count; i++)
        {
            var corner = i / Columns * rows * width + i % Columns * columns;
            for (var y = 0; y < rows; y++)
                maps[i].Values.Slice(y * columns, columns).CopyTo(joined.AsSpan(corner + y * width));
        }

        return new AttentionMap(width, height, joined);
    }

    private static int CeilingDivide(int value, int divisor) => (int)(((long)value + divisor - 1) / divisor);
}
