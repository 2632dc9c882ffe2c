namespace Judger.Inference.Vision;

/// <summary>Where the tokens of a grid are whose tiles stand one behind the other, each row by row.</summary>
/// <param name="Side">Tokens along a side of a tile.</param>
/// <param name="Across">Tiles across.</param>
/// <param name="Starts">The image's token that is the first one of each tile, row by row.</param>
public sealed record TileOrder(int Side, int Across, IReadOnlyList<int> Starts)
{
    /// <summary>The image's token at a place of the grid.</summary>
    public int Place(int x, int y) => Starts[(y / Side * Across) + (x / Side)] + (y % Side * Side) + (x % Side);
}
