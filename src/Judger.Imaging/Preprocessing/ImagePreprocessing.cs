using System.Buffers;
using System.Runtime.CompilerServices;
using System.Text.Json.Serialization;
using Judger.Imaging.Pixels;
using Judger.Imaging.Resampling;

namespace Judger.Imaging.Preprocessing;

/// <summary>
/// How pixels become a vision encoder's input: resized (as Pillow does), made square, scaled to 0..1 and normalised, as CLIP's and LLaVA's processors do. An
/// image is one square, with <see cref="Tiling"/> an overview and the tiles of an enlargement, with <see cref="Splitting"/> tiles and an overview, or with
/// <see cref="Resolution"/> patches at its own ratio.
/// </summary>
public sealed record ImagePreprocessing
{
    /// <summary>The side of the encoder's input in pixels; with <see cref="Resolution"/>, of the square that is one token.</summary>
    public required int Size { get; init; }

    /// <summary>How the image becomes square.</summary>
    public ResizeMode Mode { get; init; } = ResizeMode.CenterCrop;

    /// <summary>Mean of red, green and blue over the range 0..1; CLIP's by default.</summary>
    public IReadOnlyList<float> Mean { get; init; } = [0.48145466f, 0.4578275f, 0.40821073f];

    /// <summary>Standard deviation of red, green and blue over the range 0..1; CLIP's by default.</summary>
    public IReadOnlyList<float> Std { get; init; } = [0.26862954f, 0.26130258f, 0.27577711f];

    /// <summary>The colour around the image with <see cref="ResizeMode.PadToSquare"/>; CLIP's mean in 8 bits by default.</summary>
    public RgbColor PadColor { get; init; } = new(122, 116, 104);

    /// <summary>The filter that resizes. <value>Default: bicubic.</value></summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public ResampleFilter Filter { get; init; }

    /// <summary>How the image is shown in tiles behind its overview. <value>Default: null, it is not.</value></summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ImageTiling? Tiling { get; init; }

    /// <summary>How the image is split into tiles that stand before its overview. <value>Default: null, it is not.</value></summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ImageSplitting? Splitting { get; init; }

    /// <summary>Whether a newline token follows an image that has no tiles. <value>Default: false.</value></summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool EndsWithNewline { get; init; }

    /// <summary>How an image keeps its own ratio instead of becoming a square. <value>Default: null, it becomes one.</value></summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ImageResolution? Resolution { get; init; }

    /// <summary>How many floats <see cref="WriteTensor"/> writes: <c>3 * Size * Size</c>.</summary>
    public int TensorLength => checked(RgbImage.Channels * Size * Size);

    /// <summary>
    /// What of this decides the pixels that <see cref="Resize"/> gives: all but the normalisation. Equal for models that see the same pictures.
    /// </summary>
    [JsonIgnore]
    public ImagePreprocessing Resizing => this with { Mean = [], Std = [] };

    /// <summary>How each image of a prompt with so many of them is preprocessed.</summary>
    /// <param name="images">Image places of the prompt.</param>
    public ImagePreprocessing InPromptOf(int images) => Tiling is { OnlyAlone: true } && images > 1
        ? this with { Tiling = null, Mode = ResizeMode.PadToSquare, EndsWithNewline = true }
        : this;

    /// <summary>How many tensors a region becomes: one, or its overview and its tiles.</summary>
    public int TensorCount(PixelSize region) => Splitting is { } splitting
        ? new SplitWriter(this, splitting).Count(region)
        : 1 + (Tiling is null ? 0 : new TileWriter(this, Tiling).Count(region));

    /// <summary>How many floats <see cref="WriteTensors"/> writes for a region.</summary>
    public int ValueCount(PixelSize region) => Resolution is { } resolution
        ? checked((int)(resolution.Fit(region).Area * RgbImage.Channels * resolution.Frames))
        : checked(TensorCount(region) * TensorLength);

    /// <summary>The rectangle of original pixels that the encoder's patch grid covers, for a whole image.</summary>
    public GridFrame Frame(PixelSize imageSize) => Frame(PixelBox.Whole(imageSize));

    /// <summary>The rectangle of original pixels that the encoder's patch grid covers, for a region of an image.</summary>
    public GridFrame Frame(PixelBox region)
    {
        if (Resolution is not null) return new(region.Left, region.Top, region.Width, region.Height);
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
            Resampler.Resize(image, canvas, resized, window, bytes, Filter);
            Normalize(bytes, chw[..TensorLength]);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }
    }

    /// <summary>
    /// Writes all tensors of a region: the whole of it first and then its tiles row by row, or the other way round; or its patches.
    /// </summary>
    /// <param name="image">The image.</param>
    /// <param name="region">The pixels to use, inside the image.</param>
    /// <param name="tensors">
    /// Receives <c>[<see cref="TensorCount"/>, 3, Size, Size]</c>, or with <see cref="Resolution"/> <c>[patches, <see
    /// cref="ImageResolution.PatchLength"/>]</c>.
    /// </param>
    /// <inheritdoc cref="WriteTensor" path="/exception"/>
    public void WriteTensors(RgbImage image, PixelBox region, Span<float> tensors)
    {
        if (Tiling is null && Splitting is null && Resolution is null) WriteTensor(image, region, tensors);
        else Normalize(Resize(image, region), tensors);
    }

    /// <summary>The first half of <see cref="WriteTensors"/>: a region as the encoder sees it, before it is normalised.</summary>
    /// <param name="image">The image.</param>
    /// <param name="region">The pixels to use, inside the image.</param>
    /// <returns>
    /// Pictures of <see cref="Size"/> x <see cref="Size"/> pixels, one below the other, as <see cref="WriteTensors"/> has them. With <see cref="Resolution"/>,
    /// one picture of the size that it gives.
    /// </returns>
    /// <exception cref="ArgumentOutOfRangeException">The region is empty or leaves the image.</exception>
    public RgbImage Resize(RgbImage image, PixelBox region)
    {
        ArgumentNullException.ThrowIfNull(image);
        RequireInside(image, region);
        if (Resolution is { } resolution) return Resampler.Resize(image, region, resolution.Fit(region.Size), Filter);
        var result = new RgbImage(Size, checked(Size * TensorCount(region.Size)));
        if (Splitting is { } splitting)
        {
            new SplitWriter(this, splitting).Write(image, region, result.Pixels);
            return result;
        }

        var (canvas, resized, window) = Plan(region);
        Resampler.Resize(image, canvas, resized, window, result.Pixels.AsSpan(0, TensorLength), Filter);
        if (Tiling is not null) new TileWriter(this, Tiling).Write(image, region, result.Pixels.AsSpan(TensorLength));
        return result;
    }

    /// <summary>The second half of <see cref="WriteTensors"/>: normalises what <see cref="Resize"/> gave.</summary>
    /// <param name="resized">Pictures of <see cref="Size"/> x <see cref="Size"/> pixels, one below the other; or one whose sides are whole tokens.</param>
    /// <param name="tensors">Receives <c>[pictures, 3, Size, Size]</c>, or the picture's patches.</param>
    /// <exception cref="ArgumentException">The pictures are not of this size, or the destination is too short.</exception>
    /// <exception cref="InvalidOperationException"><see cref="Mean"/> or <see cref="Std"/> does not have three values.</exception>
    public void Normalize(RgbImage resized, Span<float> tensors)
    {
        ArgumentNullException.ThrowIfNull(resized);
        if (Resolution is { } resolution)
        {
            NormalizePatches(resized, resolution, tensors);
            return;
        }

        if (resized.Width != Size || resized.Height % Size != 0)
            throw new ArgumentException($"The picture has {resized.Width} x {resized.Height} pixels, not {Size} x {Size}; resize it first.", nameof(resized));
        RequireNormalizable(tensors, resized.Height / Size);
        for (var at = 0; at < resized.Pixels.Length; at += TensorLength) Normalize(resized.Pixels.AsSpan(at, TensorLength), tensors.Slice(at, TensorLength));
    }

    private static void RequireInside(RgbImage image, PixelBox region)
    {
        if (!region.IsInside(image.Size))
        {
            throw new ArgumentOutOfRangeException(
                nameof(region), $"The region {region} is not inside an image of {image.Width} x {image.Height}; clip it first.");
        }
    }

    private void NormalizePatches(RgbImage picture, ImageResolution resolution, Span<float> patches)
    {
        if (picture.Width % resolution.Unit != 0 || picture.Height % resolution.Unit != 0)
        {
            throw new ArgumentException(
                $"The picture has {picture.Width} x {picture.Height} pixels, not multiples of {resolution.Unit}; resize it first.", nameof(picture));
        }

        RequireFloats(patches, picture.Size.Area * RgbImage.Channels * resolution.Frames);
        new PatchWriter(this, resolution).Write(picture, patches);
    }

    private void RequireNormalizable(Span<float> tensors, int count = 1) => RequireFloats(tensors, (long)count * TensorLength);

    private void RequireFloats(Span<float> tensors, long needed)
    {
        if (tensors.Length < needed)
            throw new ArgumentException($"The destination holds {tensors.Length} floats; {needed} are needed.", nameof(tensors));
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
        var (area, levels) = (Size * Size, new LevelTable(this));
        for (var channel = 0; channel < RgbImage.Channels; channel++)
        {
            var plane = chw.Slice(channel * area, area);
            var values = levels.Of(channel);
            for (int i = 0, at = channel; i < plane.Length; i++, at += RgbImage.Channels) plane[i] = values[pixels[at]];
        }
    }
}
