using Judger.Imaging.Errors;

namespace Judger.Imaging.Preprocessing;

/// <summary>
/// How an image keeps its own size, as the models of Qwen-VL see it: both sides become multiples of a token's square, as near to the image's ratio and within
/// as many pixels as the model takes. The encoder's input is the picture's patches, those of one token side by side.
/// </summary>
/// <param name="PatchSize">Side of a patch in pixels.</param>
/// <param name="MergeSize">Patches along a side of one token.</param>
/// <param name="Frames">How often a patch holds its pixels: the encoder takes pictures of films, and a still one is the same frame again.</param>
/// <param name="LeastPixels">Fewest pixels that an image is enlarged to.</param>
/// <param name="MostPixels">Most pixels that an image is reduced to.</param>
public sealed record ImageResolution(int PatchSize, int MergeSize, int Frames, long LeastPixels, long MostPixels)
{
    /// <summary>How many times longer than broad an image may be.</summary>
    public const int MostElongated = 200;

    /// <summary>Side of a token's square in pixels.</summary>
    public int Unit => PatchSize * MergeSize;

    /// <summary>Numbers of one patch in the encoder's input.</summary>
    public int PatchLength => 3 * Frames * PatchSize * PatchSize;

    /// <summary>
    /// No side of an image has more pixels. A side of the smallest ratio that is rounded to one token may be up to one and a half times as long as the limits
    /// of ratio and pixels say.
    /// </summary>
    public int MostSide => (int)Math.Min(Math.Sqrt(1.5 * MostElongated * Math.Max(MostPixels, LeastPixels)) + (2 * Unit), int.MaxValue / 2);

    /// <summary>
    /// The size to which an image is resized (<c>smart_resize</c> of transformers, in doubles). The limits are those of the rounded sides, and where one is
    /// missed the sides come from the image's own. A very long image may have more pixels than <see cref="MostPixels"/>, since no side is below one token.
    /// </summary>
    /// <exception cref="ImageElongatedException">It is more than 200 times longer than it is broad.</exception>
    public PixelSize Fit(PixelSize image)
    {
        if (Math.Max(image.Width, image.Height) > (long)MostElongated * Math.Min(image.Width, image.Height)) throw new ImageElongatedException(image);
        var fitted = new PixelSize(Rounded(image.Width), Rounded(image.Height));
        if (fitted.Area > MostPixels)
        {
            var shrink = Math.Sqrt((double)image.Area / MostPixels);
            return new(Math.Max(Unit, Floor(image.Width / shrink)), Math.Max(Unit, Floor(image.Height / shrink)));
        }

        if (fitted.Area >= LeastPixels) return fitted;
        var grow = Math.Sqrt((double)LeastPixels / image.Area);
        return new(Ceiling(image.Width * grow), Ceiling(image.Height * grow));
    }

    /// <summary>Tokens across and down of an image.</summary>
    /// <inheritdoc cref="Fit" path="/exception"/>
    public PixelSize Tokens(PixelSize image)
    {
        var size = Fit(image);
        return new(size.Width / Unit, size.Height / Unit);
    }

    // A half goes to the even neighbour, as in Python.
    private int Rounded(int side) => (int)Math.Round((double)side / Unit, MidpointRounding.ToEven) * Unit;

    private int Floor(double side) => (int)Math.Floor(side / Unit) * Unit;

    private int Ceiling(double side) => (int)Math.Ceiling(side / Unit) * Unit;
}
