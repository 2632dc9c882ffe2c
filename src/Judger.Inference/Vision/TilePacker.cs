namespace Judger.Inference.Vision;

/// <summary>
/// Packs the features of an image's tensors into its tokens: those of the whole image first, then one grid of all tiles without what saw only padding,
/// interpolated where it is too large, with the model's newline behind each row.
/// </summary>
internal static class TilePacker
{
    /// <summary>Packs features.</summary>
    /// <param name="features">Projected features <c>[tensors, side * side, hidden]</c>.</param>
    /// <param name="layout">The image.</param>
    /// <param name="side">Tokens along a side of one tensor.</param>
    /// <param name="newline">The newline <c>[hidden]</c>; empty for a model that has none.</param>
    /// <param name="hidden">Width of a token.</param>
    /// <returns><c>[tokens, hidden]</c>.</returns>
    public static float[] Pack(ReadOnlySpan<float> features, ImageLayout layout, int side, ReadOnlySpan<float> newline, int hidden)
    {
        var tokens = new float[layout.Tokens * hidden];
        var one = side * side * hidden;
        features[..one].CopyTo(tokens);
        var rest = tokens.AsSpan(one);
        if (layout.Packing is { } packing)
        {
            var grid = new TileGrid(features[one..], packing, side, hidden);
            for (var y = 0; y < packing.Rows; y++)
            {
                for (var x = 0; x < packing.Columns; x++, rest = rest[hidden..]) grid.Read(x, y, rest[..hidden]);
                newline.CopyTo(rest);
                rest = rest[hidden..];
            }
        }
        else if (rest.Length > 0) newline.CopyTo(rest);

        return tokens;
    }

    private readonly ref struct TileGrid(ReadOnlySpan<float> tiles, TilePacking packing, int side, int hidden)
    {
        private readonly ReadOnlySpan<float> _tiles = tiles;
        private readonly float[] _below = new float[hidden];
        private readonly int _sourceRows = (packing.TileRows * side) - (2 * packing.CutRows);
        private readonly int _sourceColumns = (packing.TileColumns * side) - (2 * packing.CutColumns);

        public void Read(int x, int y, Span<float> token)
        {
            if (packing.Rows == _sourceRows && packing.Columns == _sourceColumns)
            {
                Cell(x, y).CopyTo(token);
                return;
            }

            // Bilinear between the centres of cells, without a filter, in float32 as PyTorch does.
            var (left, right, across) = Neighbours(x, _sourceColumns, packing.Columns);
            var (upper, lower, down) = Neighbours(y, _sourceRows, packing.Rows);
            var below = _below.AsSpan();
            Mix(Cell(left, upper), Cell(right, upper), across, token);
            Mix(Cell(left, lower), Cell(right, lower), across, below);
            Mix(token, below, down, token);
        }

        private static (int Low, int High, float Part) Neighbours(int index, int from, int to)
        {
            var at = Math.Max((((float)from / to) * (index + 0.5f)) - 0.5f, 0);
            var low = Math.Min((int)at, from - 1);
            return (low, Math.Min(low + 1, from - 1), at - low);
        }

        private static void Mix(ReadOnlySpan<float> first, ReadOnlySpan<float> second, float part, Span<float> result)
        {
            for (var i = 0; i < result.Length; i++) result[i] = (first[i] * (1 - part)) + (second[i] * part);
        }

        private ReadOnlySpan<float> Cell(int x, int y)
        {
            (x, y) = (x + packing.CutColumns, y + packing.CutRows);
            var tile = (y / side * packing.TileColumns) + (x / side);
            return _tiles.Slice(((tile * side * side) + (y % side * side) + (x % side)) * hidden, hidden);
        }
    }
}
