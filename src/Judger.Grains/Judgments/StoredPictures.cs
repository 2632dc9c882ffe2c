using Judger.Experts;
using Judger.Imaging.Decoders;
using Judger.Imaging.Encoders;
using Judger.Imaging.Errors;
using Judger.Imaging.Pixels;
using Judger.Imaging.Resampling;

namespace Judger.Grains.Judgments;

/// <summary>The pictures of a question: the image as it was put, and the crop.</summary>
internal sealed class StoredPictures(IGrainFactory grains, DecodeBudget decoding) : IExpertPictures
{
    public async Task<IReadOnlyList<ExpertPicture>> GetAsync(ExpertQuestion question, CancellationToken cancellationToken)
    {
        var stored = await StoredAsync(question.ImageDigest, cancellationToken);
        var pictures = new List<ExpertPicture> { await PictureAsync(stored, cancellationToken) };
        if (question.Crop is { } box && !(box is { Left: 0, Top: 0 } && (box.Right, box.Bottom) == (stored.Width, stored.Height)))
            pictures.Add(await PngAsync(stored, pixels => Resampler.Resize(pixels, box, box.Size), cancellationToken));
        foreach (var other in question.OtherImages) pictures.Add(await PictureAsync(await StoredAsync(other, cancellationToken), cancellationToken));
        return pictures;
    }

    private async Task<StoredImage> StoredAsync(string digest, CancellationToken cancellationToken) =>
        await grains.GetGrain<IImageGrain>(digest).GetAsync(cancellationToken)
            ?? throw new ImageMissingException($"There is no image with digest {digest}. Upload it first, then ask.");

    // As it was sent where every API takes the format; the pixels alone where it does not.
    private async Task<ExpertPicture> PictureAsync(StoredImage stored, CancellationToken cancellationToken)
    {
        var format = ImageDecoder.DetectFormat(stored.Bytes);
        return format.IsCommon() ? new(stored.Bytes, format.MediaType()) : await PngAsync(stored, pixels => pixels, cancellationToken);
    }

    private async Task<ExpertPicture> PngAsync(StoredImage stored, Func<RgbImage, RgbImage> picture, CancellationToken cancellationToken)
    {
        try
        {
            var png = await decoding.UseAsync(
                stored.Bytes, RgbImage.Channels + PictureFormat.Png.PeakBytesPerPixel(), pixels => ImageEncoder.EncodePng(picture(pixels)), cancellationToken);
            return new(png, ImageFormat.Png.MediaType());
        }
        catch (ImageException exception)
        {
            throw new ImageRejectedException(exception.Message);
        }
    }
}
