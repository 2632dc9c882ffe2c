using Judger.Imaging.Pixels;
using Judger.Imaging.Resampling;

namespace Judger.Imaging.Preprocessing;

/// <summary>Writes the tiles of an image that is split, and behind more than one of them the whole image in one tile.</summary>
internal sealed class SplitWriter(ImagePreprocessing image, ImageSplitting splitting)
{
    private readonly int _side = image.Size;

    /// <summary>Pictures of a region.</summary>
    public int Count(PixelSize region)
    {
        var canvas = splitting.Canvas(region, _side);
        var tiles = (canvas.Width / _side) * (canvas.Height / _side);
        return tiles == 1 ? 1 : tiles + 1;
    }

    /// <summary>Writes the pictures' pixels, one after the other.</summary>
    public void Write(RgbImage source, PixelBox region, Span<byte> pictures)
    {
        var (canvas, seen) = (source, region);
        foreach (var size in splitting.Sizes(region.Size, _side))
        {
            canvas = Resampler.Resize(canvas, seen, size, image.Filter);
            seen = PixelBox.Whole(size);
        }

        for (var y = 0; y < canvas.Height; y += _side)
        {
            for (var x = 0; x < canvas.Width; x += _side)
            {
                Copy(canvas, x, y, pictures);
                pictures = pictures[image.TensorLength..];
            }
        }

        if (canvas.Width == _side && canvas.Height == _side) return;

        // InternVL's overview is made of the image itself, Idefics3's of what its tiles were cut from.
        if (splitting.Rule == SplitRule.ClosestRatio) (canvas, seen) = (source, region);
        Resampler.Resize(canvas, seen, new(_side, _side), pictures, image.Filter);
    }

    private void Copy(RgbImage canvas, int left, int top, Span<byte> picture)
    {
        var length = _side * RgbImage.Channels;
        for (var y = 0; y < _side; y++)
            canvas.Pixels.AsSpan(((top + y) * canvas.Stride) + (left * RgbImage.Channels), length).CopyTo(picture[(y * length)..]);
    }
}
