using Judger.Experts;
using Judger.Grains.Images;
using Judger.Imaging;

namespace Judger.Grains.Judgments;

/// <summary>The pictures of a question: the image as it was put, and the crop.</summary>
internal sealed class StoredPictures(IGrainFactory grains, DecodedImages decoded) : IExpertPictures
{
    public async Task<IReadOnlyList<ExpertPicture>> GetAsync(ExpertQuestion question, CancellationToken cancellationToken)
    {
        var stored = await grains.GetGrain<IImageGrain>(question.ImageDigest).GetAsync(cancellationToken)
            ?? throw new ImageMissingException($"No image with digest {question.ImageDigest} was put; put the image, then ask.");
        var image = new ExpertPicture(stored.Bytes, MediaType(ImageDecoder.Identify(stored.Bytes).Format));
        if (question.Crop is not { } box || box is { Left: 0, Top: 0 } && (box.Right, box.Bottom) == (stored.Width, stored.Height)) return [image];
        var pixels = await decoded.GetAsync(question.ImageDigest, cancellationToken);
        var crop = await Task.Run(() => ImageEncoder.EncodePng(Resampler.Resize(pixels, box, box.Size)), cancellationToken);
        return [image, new(crop, MediaType(ImageFormat.Png))];
    }

    private static string MediaType(ImageFormat format) => format switch
    {
        ImageFormat.Jpeg => "image/jpeg",
        ImageFormat.Png => "image/png",
        _ => "image/webp",
    };
}
