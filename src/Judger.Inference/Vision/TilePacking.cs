namespace Judger.Inference.Vision;

/// <summary>How the features of an image's tiles become one grid of tokens.</summary>
/// <param name="TileRows">Tiles down.</param>
/// <param name="TileColumns">Tiles across.</param>
/// <param name="CutRows">Rows of tokens that are cut off above, and as many below, because they saw nothing but padding.</param>
/// <param name="CutColumns">Columns that are cut off on either side.</param>
/// <param name="Rows">Rows of the grid, after it was interpolated where it was too large.</param>
/// <param name="Columns">Columns of the grid, without newlines.</param>
internal sealed record TilePacking(int TileRows, int TileColumns, int CutRows, int CutColumns, int Rows, int Columns);
