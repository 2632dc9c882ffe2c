using System.Buffers;
using Judger.Imaging.Pixels;
using Judger.Imaging.Resampling;

namespace Judger.Imaging.Preprocessing;

/// <summary>Writes the tiles of an image: the canvas around it is black, and what does not divide by two is right of it and below.</summary>
internal sealed class TileWriter(ImagePreprocessing image, ImageTiling tiling)
{
    private readonly int _side = image.Size;

    /// <summary>Tiles of a region, without its overview.</summary>
    public int Count(PixelSize region)
    {
        var canvas = tiling.Canvas(region);
        return (canvas.Width / _side) * (canvas.Height / _side);
    }

    /// <summary>Writes the tiles' pixels, one picture after the other, row by row of the canvas.</summary>
    public void Write(RgbImage source, PixelBox region, Span<byte> tiles)
    {
        var canvas = tiling.Canvas(region.Size);
        var size = ImageTiling.Fit(region.Size, canvas);
        var (left, top) = ((canvas.Width - size.Width) / 2, (canvas.Height - size.Height) / 2);
        var placed = new PixelBox(left, top, left + size.Width, top + size.Height);
        var pixels = ArrayPool<byte>.Shared.Rent(checked(RgbImage.Channels * size.Width * size.Height));
        try
        {
            Resampler.Resize(source, region, size, pixels, image.Filter);
            for (var y = 0; y < canvas.Height; y += _side)
            {
                for (var x = 0; x < canvas.Width; x += _side)
                {
                    WriteTile(pixels, placed, new(x, y, x + _side, y + _side), tiles[..image.TensorLength]);
                    tiles = tiles[image.TensorLength..];
                }
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(pixels);
        }
    }

    private void WriteTile(ReadOnlySpan<byte> pixels, PixelBox placed, PixelBox tile, Span<byte> picture)
    {
        var (left, right) = (Math.Max(placed.Left, tile.Left), Math.Min(placed.Right, tile.Right));
        var (top, bottom) = (Math.Max(placed.Top, tile.Top), Math.Min(placed.Bottom, tile.Bottom));
        picture.Clear();
        if (left >= right) return;
        for (var y = top; y < bottom; y++)
        {
            var from = (((y - placed.Top) * placed.Width) + left - placed.Left) * RgbImage.Channels;
            var to = (((y - tile.Top) * _side) + left - tile.Left) * RgbImage.Channels;
            pixels.Slice(from, (right - left) * RgbImage.Channels).CopyTo(picture[to..]);
        }
    }
}
