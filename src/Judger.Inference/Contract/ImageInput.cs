using Judger.Imaging.Pixels;
using Judger.Imaging.Preprocessing;

namespace Judger.Inference.Contract;

/// <summary>What one image place of a prompt shows.</summary>
/// <param name="Digest">Content address of the whole image; with <paramref name="Region"/> it names the pixels in every cache.</param>
/// <param name="Pixels">The whole image; or only what the encoder sees of it, where <see cref="IsResized"/>.</param>
/// <param name="Region">The part that is shown to the model, in pixels of the whole image.</param>
public sealed record ImageInput(string Digest, RgbImage Pixels, PixelBox Region)
{
    /// <summary>Width and height of the whole image.</summary>
    public PixelSize Size { get; init; } = Pixels.Size;

    /// <summary>
    /// True when <see cref="Pixels"/> are the region as <see cref="ImagePreprocessing.Resize"/> gives it. A request that waits then keeps a few hundred
    /// kilobytes, or with tiles some megabytes, instead of a photo.
    /// </summary>
    public bool IsResized { get; init; }

    /// <summary>Writes the encoder's input, one tensor or several.</summary>
    internal void WriteTensors(ImagePreprocessing preprocessing, Span<float> tensors)
    {
        if (IsResized) preprocessing.Normalize(Pixels, tensors);
        else preprocessing.WriteTensors(Pixels, Region, tensors);
    }
}
