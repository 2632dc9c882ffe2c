namespace Judger.Imaging.Preprocessing;

/// <summary>
/// How a large image is shown in tiles beside its overview ("any resolution" of LLaVA-NeXT and LLaVA-OneVision): it is resized into the canvas that keeps
/// most of its pixels, and the canvas is cut into squares of the encoder's size.
/// </summary>
public sealed record ImageTiling
{
    /// <summary>The canvases to choose from, in order; each side is a multiple of the encoder's size.</summary>
    public required IReadOnlyList<PixelSize> Canvases { get; init; }

    /// <summary>
    /// Tiles' worth of tokens that an image may have; a larger grid is interpolated down to about as many. <value>Default: null, all of them.</value>
    /// </summary>
    public int? MostTiles { get; init; }

    /// <summary>
    /// Whether only an image that is alone in its prompt is tiled. Beside others an image is laid on a square of <see cref="ImagePreprocessing.PadColor"/>.
    /// <value>Default: false.</value>
    /// </summary>
    public bool OnlyAlone { get; init; }

    /// <summary>The canvas that keeps most of an image's pixels; of equal ones the smallest, then the first.</summary>
    public PixelSize Canvas(PixelSize image) => Canvases.Aggregate((best, next) =>
    {
        var (most, kept) = (Kept(image, best), Kept(image, next));
        return kept > most || (kept == most && next.Area < best.Area) ? next : best;
    });

    /// <summary>The size of an image within a canvas: its ratio is kept, and one side fills the canvas.</summary>
    public static PixelSize Fit(PixelSize image, PixelSize canvas)
    {
        var (across, down) = ((double)canvas.Width / image.Width, (double)canvas.Height / image.Height);
        return across < down
            ? canvas with { Height = Math.Min((int)Math.Ceiling(image.Height * across), canvas.Height) }
            : canvas with { Width = Math.Min((int)Math.Ceiling(image.Width * down), canvas.Width) };
    }

    private static long Kept(PixelSize image, PixelSize canvas)
    {
        var scale = Math.Min((double)canvas.Width / image.Width, (double)canvas.Height / image.Height);
        return Math.Min((long)(image.Width * scale) * (long)(image.Height * scale), image.Area);
    }
}
