using System.Buffers;
using System.Runtime.CompilerServices;
using Judger.Imaging.Pixels;
using Judger.Imaging.Resampling;

namespace Judger.Imaging.Preprocessing;

/// <summary>
/// How pixels become a vision encoder's input: resized (Pillow's antialiased bicubic), made square, scaled to 0..1 and normalised, as CLIP's and LLaVA's
/// processors do.
/// </summary>
public sealed record ImagePreprocessing
{
    /// <summary>The side of the encoder's input in pixels.</summary>
    public required int Size { get; init; }

    /// <summary>How the image becomes square.</summary>
    public ResizeMode Mode { get; init; } = ResizeMode.CenterCrop;

    /// <summary>Mean of red, green and blue over the range 0..1; CLIP's by default.</summary>
    public IReadOnlyList<float> Mean { get; init; } = [0.48145466f, 0.4578275f, 0.40821073f];

    /// <summary>Standard deviation of red, green and blue over the range 0..1; CLIP's by default.</summary>
    public IReadOnlyList<float> Std { get; init; } = [0.26862954f, 0.26130258f, 0.27577711f];

    /// <summary>The colour around the image with <see cref="ResizeMode.PadToSquare"/>; CLIP's mean in 8 bits by default.</summary>
    public RgbColor PadColor { get; init; } = new(122, 116, 104);

    /// <summary>How many floats <see cref="WriteTensor"/> writes: <c>3 * Size * Size</c>.</summary>
    public int TensorLength => checked(RgbImage.Channels * Size * Size);

    /// <summary>The rectangle of original pixels that the encoder's patch grid covers, for a whole image.</summary>
    public GridFrame Frame(PixelSize imageSize) => Frame(PixelBox.Whole(imageSize));

    /// <summary>The rectangle of original pixels that the encoder's patch grid covers, for a region of an image.</summary>
    public GridFrame Frame(PixelBox region)
    {
        var (canvas, resized, window) = Plan(region);
        var (scaleX, scaleY) = ((double)canvas.Size.Width / resized.Width, (double)canvas.Size.Height / resized.Height);
        return new GridFrame(
            region.Left - canvas.Left + (window.Left * scaleX),
            region.Top - canvas.Top + (window.Top * scaleY),
            window.Width * scaleX,
            window.Height * scaleY);
    }

    /// <summary>Writes the encoder's input for a region of an image.</summary>
    /// <param name="image">The image.</param>
    /// <param name="region">The pixels to use, inside the image; <see cref="PixelBox.Whole"/> for all of them.</param>
    /// <param name="chw">Receives <see cref="TensorLength"/> floats, <c>[3, Size, Size]</c>.</param>
    /// <exception cref="ArgumentOutOfRangeException">The region is empty or leaves the image.</exception>
    /// <exception cref="ArgumentException">The destination is too short.</exception>
    /// <exception cref="InvalidOperationException"><see cref="Mean"/> or <see cref="Std"/> does not have three values.</exception>
    public void WriteTensor(RgbImage image, PixelBox region, Span<float> chw)
    {
        ArgumentNullException.ThrowIfNull(image);
        RequireInside(image, region);
        RequireNormalizable(chw);
        var (canvas, resized, window) = Plan(region);
        var bytes = ArrayPool<byte>.Shared.Rent(TensorLength);
        try
        {
            Resampler.Resize(image, canvas, resized, window, bytes);
            Normalize(bytes, chw[..TensorLength]);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }
    }

    /// <summary>The first half of <see cref="WriteTensor"/>: a region as the encoder sees it, before it is normalised.</summary>
    /// <param name="image">The image.</param>
    /// <param name="region">The pixels to use, inside the image.</param>
    /// <returns>A picture of <see cref="Size"/> x <see cref="Size"/> pixels.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The region is empty or leaves the image.</exception>
    public RgbImage Resize(RgbImage image, PixelBox region)
    {
        ArgumentNullException.ThrowIfNull(image);
        RequireInside(image, region);
        var (canvas, resized, window) = Plan(region);
        var result = new RgbImage(Size, Size);
        Resampler.Resize(image, canvas, resized, window, result.Pixels);
        return result;
    }

    /// <summary>The second half of <see cref="WriteTensor"/>: normalises what <see cref="Resize"/> gave.</summary>
    /// <param name="resized">A picture of <see cref="Size"/> x <see cref="Size"/> pixels.</param>
    /// <param name="chw">Receives <see cref="TensorLength"/> floats, <c>[3, Size, Size]</c>.</param>
    /// <exception cref="ArgumentException">The picture is not of this size, or the destination is too short.</exception>
    /// <exception cref="InvalidOperationException"><see cref="Mean"/> or <see cref="Std"/> does not have three values.</exception>
    public void Normalize(RgbImage resized, Span<float> chw)
    {
        ArgumentNullException.ThrowIfNull(resized);
        if (resized.Size != new PixelSize(Size, Size))
            throw new ArgumentException($"The picture has {resized.Width} x {resized.Height} pixels, not {Size} x {Size}; resize it first.", nameof(resized));
        RequireNormalizable(chw);
        Normalize(resized.Pixels, chw[..TensorLength]);
    }

    private static void RequireInside(RgbImage image, PixelBox region)
    {
        if (!region.IsInside(image.Size))
        {
            throw new ArgumentOutOfRangeException(
                nameof(region), $"The region {region} is not inside an image of {image.Width} x {image.Height}; clip it first.");
        }
    }

    private void RequireNormalizable(Span<float> chw)
    {
        if (chw.Length < TensorLength)
            throw new ArgumentException($"The destination holds {chw.Length} floats; {TensorLength} are needed.", nameof(chw));
        if (Mean.Count != RgbImage.Channels || Std.Count != RgbImage.Channels)
            throw new InvalidOperationException($"Mean and Std have {Mean.Count} and {Std.Count} values; give three each, for red, green and blue.");
    }

    private (Canvas Canvas, PixelSize Resized, PixelBox Window) Plan(PixelBox region)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(Size, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(region.Width, 1, nameof(region));
        ArgumentOutOfRangeException.ThrowIfLessThan(region.Height, 1, nameof(region));
        var square = new PixelSize(Size, Size);
        if (Mode == ResizeMode.PadToSquare) return (Canvas.Square(region, PadColor), square, PixelBox.Whole(square));
        if (Mode == ResizeMode.Stretch) return (Canvas.Covered(region), square, PixelBox.Whole(square));

        var longEdge = (long)Size * Math.Max(region.Width, region.Height) / Math.Min(region.Width, region.Height);
        if (longEdge > int.MaxValue)
        {
            throw new ArgumentOutOfRangeException(
                nameof(region), $"{region.Width} x {region.Height} pixels are too narrow to be resized to a short edge of {Size}; pad or crop them.");
        }
        var resized = region.Width <= region.Height ? new PixelSize(Size, (int)longEdge) : new PixelSize((int)longEdge, Size);
        var (left, top) = ((resized.Width - Size) / 2, (resized.Height - Size) / 2);
        return (Canvas.Covered(region), resized, new PixelBox(left, top, left + Size, top + Size));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Normalize(ReadOnlySpan<byte> pixels, Span<float> chw)
    {
        var area = Size * Size;
        Span<float> levels = stackalloc float[256];
        for (var channel = 0; channel < RgbImage.Channels; channel++)
        {
            for (var level = 0; level < levels.Length; level++) levels[level] = (float)(((level / 255.0) - Mean[channel]) / Std[channel]);
            var plane = chw.Slice(channel * area, area);
            for (int i = 0, at = channel; i < plane.Length; i++, at += RgbImage.Channels) plane[i] = levels[pixels[at]];
        }
    }
}
