using Judger.Imaging.Preprocessing;
using Judger.Inference.Manifest;

namespace Judger.Inference.Vision;

/// <summary>How an image, or a region of one, stands in a prompt: its tensors, its tokens, and what the tokens cover in the original image.</summary>
public sealed record ImageLayout
{
    // An interpolation that would take away less than this is not made (transformers, LlavaOnevision).
    private const double LeastShrink = 1.1;

    private ImageLayout(IReadOnlyList<TokenGrid> grids, int tensors, int tokens) => (Grids, Tensors, Tokens, EncodedTokens) = (grids, tensors, tokens, tokens);

    /// <summary>Its grids, the coarse one of the whole image first.</summary>
    public IReadOnlyList<TokenGrid> Grids { get; }

    /// <summary>Tensors that the vision encoder takes for it.</summary>
    public int Tensors { get; }

    /// <summary>Its positions in a prompt, markers included.</summary>
    public int Tokens { get; }

    /// <summary>Its positions without markers, which are tokens of the vocabulary.</summary>
    public int EncodedTokens { get; private init; }

    /// <summary>The finest grid that has tokens: the one to look for small things with.</summary>
    public TokenGrid Finest => Grids.Last(grid => !grid.IsEmpty);

    /// <summary>How its tiles are packed; null where it has none.</summary>
    internal TilePacking? Packing { get; private init; }

    /// <summary>How its markers and tensors follow one another; null where it has no markers.</summary>
    internal IReadOnlyList<ImagePiece>? Pieces { get; private init; }

    /// <summary>For each position of the image, the marker that stands there; null for what is encoded.</summary>
    internal IEnumerable<int?> Markers => Pieces is { } pieces
        ? pieces.SelectMany(piece => piece.Markers.Select(marker => (int?)marker).Concat(Enumerable.Repeat<int?>(null, piece.Encoded)))
        : Enumerable.Repeat<int?>(null, Tokens);

    /// <summary>The values of what is encoded, without those of markers.</summary>
    /// <param name="values">A number of values for each position: a row of attention, or embeddings.</param>
    /// <exception cref="ArgumentException">The values are not as many for each position.</exception>
    public float[] Encoded(ReadOnlySpan<float> values)
    {
        if (values.Length % Tokens != 0)
            throw new ArgumentException($"{values.Length} values are not those of {Tokens} positions; give as many for each position.", nameof(values));
        if (Pieces is null) return values.ToArray();
        var width = values.Length / Tokens;
        var kept = new float[EncodedTokens * width];
        var rest = kept.AsSpan();
        foreach (var piece in Pieces)
        {
            var (skipped, taken) = (piece.Markers.Count * width, piece.Encoded * width);
            values.Slice(skipped, taken).CopyTo(rest);
            values = values[(skipped + taken)..];
            rest = rest[taken..];
        }

        return kept;
    }

    /// <summary>Lays a region of an image out.</summary>
    /// <param name="vision">The vision encoder.</param>
    /// <param name="image">How the region is preprocessed in its prompt.</param>
    /// <param name="region">The region, in pixels of the image.</param>
    /// <param name="markers">What stands around the tensors of an image that is split.</param>
    public static ImageLayout Of(VisionGeometry vision, ImagePreprocessing image, PixelBox region, ImageMarkers? markers = null)
    {
        ArgumentNullException.ThrowIfNull(vision);
        ArgumentNullException.ThrowIfNull(image);
        if (image.Resolution is { } resolution) return OfAnySize(resolution.Tokens(region.Size), region);
        var side = vision.TokenSide;
        var frame = image.Frame(region);
        var (across, down) = (frame.Width / vision.ImageSize, frame.Height / vision.ImageSize);

        // Pixels at the right and at the bottom that make no whole patch reach no token.
        var covered = (double)(side * vision.TokenPixels) / vision.ImageSize;
        var whole = new TokenGrid(
            0,
            side,
            [.. Enumerable.Range(0, side).Select(i => Scaled(Pixels(vision, i), across, frame.Left))],
            [.. Enumerable.Range(0, side).Select(i => Scaled(Pixels(vision, i), down, frame.Top))],
            frame with { Width = frame.Width * covered, Height = frame.Height * covered });
        if (image.Splitting is { } splitting) return Split(vision, splitting.Canvas(region.Size, vision.ImageSize), region, whole, markers ?? new());
        if (image.Tiling is not { } tiling) return new([whole], 1, vision.Tokens + (image.EndsWithNewline ? 1 : 0));
        var canvas = tiling.Canvas(region.Size);
        var (columns, rows) = (canvas.Width / vision.ImageSize, canvas.Height / vision.ImageSize);
        var packing = Pack(side, columns, rows, region.Size, tiling.MostTiles);
        var size = ImageTiling.Fit(region.Size, canvas);
        var tiles = GridOf(
            vision.Tokens,
            Spans(vision, columns * side, packing.CutColumns, packing.Columns, canvas.Width, size.Width, region.Left, region.Width),
            Spans(vision, rows * side, packing.CutRows, packing.Rows, canvas.Height, size.Height, region.Top, region.Height));
        return new([whole, tiles], 1 + (columns * rows), vision.Tokens + tiles.Tokens) { Packing = packing };
    }

    private static ImageLayout Split(VisionGeometry vision, PixelSize canvas, PixelBox region, TokenGrid whole, ImageMarkers markers)
    {
        var (side, columns, rows) = (vision.TokenSide, canvas.Width / vision.ImageSize, canvas.Height / vision.ImageSize);
        var pieces = ImagePiece.Of(columns, rows, vision.Tokens, markers);
        var (starts, tokens) = (new List<int>(), 0);
        foreach (var piece in pieces)
        {
            if (piece.Encoded > 0) starts.Add(tokens + piece.Markers.Count);
            tokens += piece.Markers.Count + piece.Encoded;
        }

        // The whole image is the last tensor, or the only one.
        List<TokenGrid> grids = [whole with { First = starts[^1] }];
        if (starts.Count > 1)
        {
            var tiles = GridOf(
                starts[0],
                Spans(vision, columns * side, 0, columns * side, canvas.Width, canvas.Width, region.Left, region.Width),
                Spans(vision, rows * side, 0, rows * side, canvas.Height, canvas.Height, region.Top, region.Height));
            grids.Add(tiles with { Stride = columns * side, Order = new(side, columns, starts) });
        }

        return new(grids, starts.Count, tokens) { EncodedTokens = starts.Count * vision.Tokens, Pieces = pieces };
    }

    private static ImageLayout OfAnySize(PixelSize tokens, PixelBox region)
    {
        var grid = new TokenGrid(
            0,
            tokens.Width,
            Parts(region.Left, region.Width, tokens.Width),
            Parts(region.Top, region.Height, tokens.Height),
            new(region.Left, region.Top, region.Width, region.Height));
        return new([grid], 1, grid.Tokens);

        static TokenSpan[] Parts(int start, int length, int count) =>
            [.. Enumerable.Range(0, count).Select(i => new TokenSpan(start + ((double)i * length / count), start + ((i + 1.0) * length / count)))];
    }

    private static TokenGrid GridOf(int first, TokenSpan[] across, TokenSpan[] down) => new(
        first,
        across.Length + 1,
        across,
        down,
        across.Length == 0 || down.Length == 0
            ? default
            : new(across[0].Start, down[0].Start, across[^1].End - across[0].Start, down[^1].End - down[0].Start));

    private static TilePacking Pack(int side, int tileColumns, int tileRows, PixelSize image, int? most)
    {
        var (columns, rows, cutColumns, cutRows) = (tileColumns * side, tileRows * side, 0, 0);
        if ((double)image.Width / image.Height > (double)columns / rows)
            cutRows = (rows - Rounded(image.Height * ((double)columns / image.Width))) / 2;
        else cutColumns = (columns - Rounded(image.Width * ((double)rows / image.Height))) / 2;
        (columns, rows) = (columns - (2 * cutColumns), rows - (2 * cutRows));
        var ratio = Math.Sqrt((double)rows * columns / ((most ?? double.PositiveInfinity) * side * side));
        return ratio > LeastShrink
            ? new(tileRows, tileColumns, cutRows, cutColumns, (int)Math.Floor(rows / ratio), (int)Math.Floor(columns / ratio))
            : new(tileRows, tileColumns, cutRows, cutColumns, rows, columns);
    }

    // Python's int(round(x, 7)): what is a whole number but for rounding errors is taken as one.
    private static int Rounded(double value) => (int)Math.Round(value, 7, MidpointRounding.ToEven);

    private static TokenSpan[] Spans(VisionGeometry vision, int cells, int cut, int count, int canvas, int size, int start, int length)
    {
        var (before, scale) = ((canvas - size) / 2, (double)length / size);
        var step = (double)(cells - (2 * cut)) / Math.Max(count, 1);
        return [.. Enumerable.Range(0, count).Select(i => new TokenSpan(At(i * step, false), At((i + 1) * step, true)))];

        // A place within the cells that were not cut off. The end of a cell is not always the beginning of the next one: at the edge of a tile pixels that
        // make no whole patch reach no token.
        double At(double cell, bool isEnd)
        {
            var index = Math.Clamp(isEnd ? (int)Math.Ceiling(cell) - 1 : (int)cell, 0, cells - 1) + cut;
            var (pixels, part) = (Pixels(vision, index), cell - (index - cut));
            return start + ((pixels.Start + (part * (pixels.End - pixels.Start)) - before) * scale);
        }
    }

    /// <summary>What a row or a column of tokens covers of the tiles that lie side by side.</summary>
    private static TokenSpan Pixels(VisionGeometry vision, int index)
    {
        var begin = (index / vision.TokenSide * vision.ImageSize) + (index % vision.TokenSide * vision.TokenPixels);
        return new(begin, begin + vision.TokenPixels);
    }

    private static TokenSpan Scaled(TokenSpan span, double scale, double offset) => new(offset + (span.Start * scale), offset + (span.End * scale));
}
