using Judger.Imaging.Pixels;

namespace Judger.Inference.Contract;

/// <summary>What one image place of a prompt shows.</summary>
/// <param name="Digest">Content address of the whole image; with <paramref name="Region"/> it names the pixels in every cache.</param>
/// <param name="Pixels">The whole image.</param>
/// <param name="Region">The part that is shown to the model, in pixels of the whole image.</param>
public sealed record ImageInput(string Digest, RgbImage Pixels, PixelBox Region);
