using Judger.Experts;
using Judger.Grains.Images;
using Judger.Imaging.Decoders;
using Judger.Imaging.Encoders;
using Judger.Imaging.Pixels;
using Judger.Imaging.Resampling;

namespace Judger.Grains.Judgments;

/// <summary>The pictures of a question: the image as it was put, and the crop.</summary>
internal sealed class StoredPictures(IGrainFactory grains, DecodedImages decoded) : IExpertPictures
{
    public async Task<IReadOnlyList<ExpertPicture>> GetAsync(ExpertQuestion question, CancellationToken cancellationToken)
    {
        var stored = await StoredAsync(question.ImageDigest, cancellationToken);
        var pictures = new List<ExpertPicture> { await PictureAsync(question.ImageDigest, stored, cancellationToken) };
        if (question.Crop is { } box && !(box is { Left: 0, Top: 0 } && (box.Right, box.Bottom) == (stored.Width, stored.Height)))
        {
            var pixels = await decoded.GetAsync(ImageDigest.Parse(question.ImageDigest), cancellationToken);
            pictures.Add(await PngAsync(() => Resampler.Resize(pixels, box, box.Size), cancellationToken));
        }

        foreach (var other in question.OtherImages) pictures.Add(await PictureAsync(other, await StoredAsync(other, cancellationToken), cancellationToken));
        return pictures;
    }

    private async Task<StoredImage> StoredAsync(string digest, CancellationToken cancellationToken) =>
        await grains.GetGrain<IImageGrain>(digest).GetAsync(cancellationToken)
            ?? throw new ImageMissingException($"There is no image with digest {digest}. Upload it first, then ask.");

    // As it was sent where every API takes the format; the pixels alone where it does not.
    private async Task<ExpertPicture> PictureAsync(string digest, StoredImage stored, CancellationToken cancellationToken)
    {
        var format = ImageDecoder.DetectFormat(stored.Bytes);
        if (format.IsCommon()) return new(stored.Bytes, format.MediaType());
        var pixels = await decoded.GetAsync(ImageDigest.Parse(digest), cancellationToken);
        return await PngAsync(() => pixels, cancellationToken);
    }

    private static async Task<ExpertPicture> PngAsync(Func<RgbImage> picture, CancellationToken cancellationToken) =>
        new(await Task.Run(() => ImageEncoder.EncodePng(picture()), cancellationToken), ImageFormat.Png.MediaType());
}
