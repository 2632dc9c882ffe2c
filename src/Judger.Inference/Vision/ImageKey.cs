using System.Globalization;
using Judger.Imaging.Preprocessing;
using Judger.Inference.Contract;
using Judger.Inference.Manifest;

namespace Judger.Inference.Vision;

/// <summary>The name of an encoded image: a digest of everything that changes its embeddings.</summary>
internal sealed class ImageKey(ModelManifest manifest)
{
    private readonly string _weights = manifest.WeightsDigest;
    private readonly string _preprocessing = string.Create(
        CultureInfo.InvariantCulture,
        $"{manifest.Image.Size} {string.Join(' ', manifest.Image.Mean)} {string.Join(' ', manifest.Image.Std)} {manifest.Image.PadColor} "
        + $"{manifest.Image.Filter} {Describe(manifest.Image.Tiling)} {manifest.Image.Splitting}{manifest.Image.Resolution}");

    /// <summary>The name of an image's region.</summary>
    /// <param name="image">The image.</param>
    /// <param name="salt">See <see cref="GenerationRequest.CacheSalt"/>; it changes the name alone.</param>
    public string Of(PlannedImage image, string? salt = null)
    {
        // A model has one preprocessing, of which the mode and the tiles may depend on the prompt.
        var (region, own) = (image.Input.Region, image.Preprocessing);
        string[] parts =
        [
            image.Input.Digest,
            $"{region.Left} {region.Top} {region.Right} {region.Bottom}",
            $"{own.Mode} {own.Tiling is not null} {own.EndsWithNewline}",
            _preprocessing,
            _weights,
        ];
        return Digests.Sha256(salt is null ? parts : [.. parts, salt]);
    }

    private static string Describe(ImageTiling? tiling) =>
        tiling is null ? "" : $"{string.Join(' ', tiling.Canvases.Select(canvas => $"{canvas.Width}x{canvas.Height}"))} {tiling.MostTiles}";
}
