using Judger.Experts;
using Judger.Grains.Images;
using Judger.Imaging.Decoders;
using Judger.Imaging.Encoders;
using Judger.Imaging.Resampling;

namespace Judger.Grains.Judgments;

/// <summary>The pictures of a question: the image as it was put, and the crop.</summary>
internal sealed class StoredPictures(IGrainFactory grains, DecodedImages decoded) : IExpertPictures
{
    public async Task<IReadOnlyList<ExpertPicture>> GetAsync(ExpertQuestion question, CancellationToken cancellationToken)
    {
        var stored = await StoredAsync(question.ImageDigest, cancellationToken);
        var pictures = new List<ExpertPicture> { Picture(stored) };
        if (question.Crop is { } box && !(box is { Left: 0, Top: 0 } && (box.Right, box.Bottom) == (stored.Width, stored.Height)))
        {
            var pixels = await decoded.GetAsync(ImageDigest.Parse(question.ImageDigest), cancellationToken);
            pictures.Add(
                new(await Task.Run(() => ImageEncoder.EncodePng(Resampler.Resize(pixels, box, box.Size)), cancellationToken), MediaType(ImageFormat.Png)));
        }

        foreach (var other in question.OtherImages) pictures.Add(Picture(await StoredAsync(other, cancellationToken)));
        return pictures;
    }

    private async Task<StoredImage> StoredAsync(string digest, CancellationToken cancellationToken) =>
        await grains.GetGrain<IImageGrain>(digest).GetAsync(cancellationToken)
            ?? throw new ImageMissingException($"There is no image with digest {digest}. Upload it first, then ask.");

    private static ExpertPicture Picture(StoredImage stored) => new(stored.Bytes, MediaType(ImageDecoder.Identify(stored.Bytes).Format));

    private static string MediaType(ImageFormat format) => format switch
    {
        ImageFormat.Jpeg => "image/jpeg",
        ImageFormat.Png => "image/png",
        _ => "image/webp",
    };
}
