using System.Runtime.CompilerServices;
using Judger.Imaging.Pixels;

namespace Judger.Imaging.Preprocessing;

/// <summary>
/// Writes a resized picture as patches: row by row of tokens, within a token row by row of its patches, within a patch channel, frame, row and column.
/// </summary>
internal sealed class PatchWriter(ImagePreprocessing image, ImageResolution resolution)
{
    private readonly LevelTable _levels = new(image);

    /// <summary>Writes <c>[patches, 3 * frames * side * side]</c>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Write(RgbImage picture, Span<float> patches)
    {
        var (side, merge, unit) = (resolution.PatchSize, resolution.MergeSize, resolution.Unit);
        for (var y = 0; y < picture.Height; y += unit)
        {
            for (var x = 0; x < picture.Width; x += unit)
            {
                for (var patch = 0; patch < merge * merge; patch++)
                {
                    WritePatch(picture, x + (patch % merge * side), y + (patch / merge * side), patches[..resolution.PatchLength]);
                    patches = patches[resolution.PatchLength..];
                }
            }
        }
    }

    private void WritePatch(RgbImage picture, int left, int top, Span<float> patch)
    {
        var (side, pixels) = (resolution.PatchSize, picture.Pixels);
        for (var channel = 0; channel < RgbImage.Channels; channel++)
        {
            var values = _levels.Of(channel);
            var frame = patch[..(side * side)];
            for (var y = 0; y < side; y++)
            {
                var at = ((((top + y) * picture.Width) + left) * RgbImage.Channels) + channel;
                var row = frame.Slice(y * side, side);
                for (var x = 0; x < row.Length; x++, at += RgbImage.Channels) row[x] = values[pixels[at]];
            }

            for (var copy = 0; copy < resolution.Frames; copy++, patch = patch[frame.Length..])
            {
                if (copy > 0) frame.CopyTo(patch);
            }
        }
    }
}
