using System.Globalization;
using Judger.Inference.Contract;
using Judger.Inference.Manifest;

namespace Judger.Inference.Vision;

/// <summary>The name of an encoded image: a digest of everything that changes its embeddings.</summary>
internal sealed class ImageKey(ModelManifest manifest)
{
    private readonly string _weights = manifest.WeightsDigest;
    private readonly string _preprocessing = string.Create(
        CultureInfo.InvariantCulture,
        $"{manifest.Image.Mode} {manifest.Image.Size} {string.Join(' ', manifest.Image.Mean)} "
        + $"{string.Join(' ', manifest.Image.Std)} {manifest.Image.PadColor}");

    /// <summary>The name of an image's region.</summary>
    /// <param name="image">The image.</param>
    /// <param name="salt">See <see cref="GenerationRequest.CacheSalt"/>; it changes the name alone.</param>
    public string Of(ImageInput image, string? salt = null)
    {
        var region = image.Region;
        string[] parts = [image.Digest, $"{region.Left} {region.Top} {region.Right} {region.Bottom}", _preprocessing, _weights];
        return Digests.Sha256(salt is null ? parts : [.. parts, salt]);
    }
}
