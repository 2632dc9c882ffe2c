using System.Buffers;
using Judger.Imaging.Pixels;

namespace Judger.Imaging.Resampling;

/// <summary>
/// Pillow's antialiased resize, bit for bit: <c>image.crop(region).resize(target, filter)</c>. Samples are 8 bits wide between the passes. The horizontal
/// pass comes first, but where the height loses more than twice as many pixels as the width the vertical one does, as in Pillow from version 13 on
/// (python-pillow/Pillow 9549; found from pictures that it resized). Both passes go through the image together, so that only the rows under the filter are
/// kept. Safe to call from several threads.
/// </summary>
public static class Resampler
{
    /// <summary>Resizes a region of an image.</summary>
    /// <param name="source">The image.</param>
    /// <param name="region">The pixels to use, inside the image; read in place.</param>
    /// <param name="target">The size of the result.</param>
    /// <param name="filter">The filter.</param>
    /// <exception cref="ArgumentOutOfRangeException">The region is empty or leaves the image, or the target is empty.</exception>
    public static RgbImage Resize(RgbImage source, PixelBox region, PixelSize target, ResampleFilter filter = ResampleFilter.Bicubic)
    {
        var result = new RgbImage(target.Width, target.Height);
        Resize(source, region, target, result.Pixels, filter);
        return result;
    }

    /// <summary>Resizes a region of an image into memory of the caller's.</summary>
    /// <param name="source">The image.</param>
    /// <param name="region">The pixels to use, inside the image; read in place.</param>
    /// <param name="target">The size of the result.</param>
    /// <param name="destination">Receives <c>[height, width, 3]</c> bytes.</param>
    /// <param name="filter">The filter.</param>
    /// <exception cref="ArgumentOutOfRangeException">The region is empty or leaves the image, or the target is empty.</exception>
    /// <exception cref="ArgumentException">The destination is too short.</exception>
    public static void Resize(
        RgbImage source, PixelBox region, PixelSize target, Span<byte> destination, ResampleFilter filter = ResampleFilter.Bicubic) =>
        Resize(source, Canvas.Covered(region), target, PixelBox.Whole(target), destination, filter);

    /// <summary>Resizes a canvas to <paramref name="target"/>, and computes only <paramref name="window"/> of the result.</summary>
    internal static void Resize(
        RgbImage source, Canvas canvas, PixelSize target, PixelBox window, Span<byte> destination, ResampleFilter filter)
    {
        ArgumentNullException.ThrowIfNull(source);
        if (!canvas.Region.IsInside(source.Size))
        {
            throw new ArgumentOutOfRangeException(
                nameof(canvas), $"The region {canvas.Region} is not inside an image of {source.Width} x {source.Height}; clip it first.");
        }
        if (!window.IsInside(target))
            throw new ArgumentOutOfRangeException(nameof(target), $"The target {target.Width} x {target.Height} is empty or too small; use at least 1 x 1.");

        var rowLength = checked(window.Width * RgbImage.Channels);
        if (destination.Length < (long)rowLength * window.Height)
        {
            throw new ArgumentException(
                $"The destination holds {destination.Length} bytes; {(long)rowLength * window.Height} are needed.", nameof(destination));
        }

        if (!IsVerticalFirst(canvas.Size, target))
        {
            Resize(source, canvas, target, window, rowLength, destination, filter);
            return;
        }

        var strip = new RgbImage(canvas.Size.Width, window.Height);
        var (lines, all) = (new PixelSize(canvas.Size.Width, target.Height), new PixelBox(0, window.Top, canvas.Size.Width, window.Bottom));
        Resize(source, canvas, lines, all, strip.Stride, strip.Pixels, filter);
        var columns = new PixelBox(window.Left, 0, window.Right, window.Height);
        Resize(strip, Canvas.Covered(PixelBox.Whole(strip.Size)), target with { Height = window.Height }, columns, rowLength, destination, filter);
    }

    /// <summary>Whether the height is made smaller by so much more than the width that the vertical pass comes first.</summary>
    internal static bool IsVerticalFirst(PixelSize source, PixelSize target) =>
        source.Height > target.Height && source.Height - target.Height > 2L * (source.Width - target.Width);

    private static unsafe void Resize(
        RgbImage source, Canvas canvas, PixelSize target, PixelBox window, int rowLength, Span<byte> destination, ResampleFilter filter)
    {
        var horizontal = ResampleKernel.For(filter, canvas.Size.Width, target.Width, window.Left, window.Width);
        var vertical = ResampleKernel.For(filter, canvas.Size.Height, target.Height, window.Top, window.Height);
        var stride = (rowLength + ResamplePass.Block) / ResamplePass.Block * ResamplePass.Block;
        var slots = vertical.MaxPairs;

        var ring = ArrayPool<int>.Shared.Rent(checked((slots + 1) * stride));
        var scratch = ArrayPool<byte>.Shared.Rent(CanvasRows.ScratchLength(canvas));
        try
        {
            fixed (byte* pixels = source.Pixels)
            fixed (byte* scratchStart = scratch)
            fixed (int* ringStart = ring)
            fixed (int* weights = vertical.Weights)
            {
                var rows = new CanvasRows(source, pixels, canvas, scratchStart);
                var pairs = new RowPairRing(rows, horizontal, canvas.Size.Height, ringStart, slots, stride, vertical.Starts[0] / 2);
                for (var y = 0; y < window.Height; y++)
                {
                    var first = vertical.Starts[y] / 2;
                    pairs.FillTo(first + vertical.Pairs[y]);
                    ResamplePass.Vertical(
                        ringStart,
                        slots,
                        stride,
                        first % slots,
                        vertical.Pairs[y],
                        weights + ((long)y * slots * 2),
                        destination.Slice(y * rowLength, rowLength));
                }
            }
        }
        finally
        {
            ArrayPool<int>.Shared.Return(ring);
            ArrayPool<byte>.Shared.Return(scratch);
        }
    }
}
