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
        if (question.ImageDigest is not { } digest) return [];
        var stored = await StoredAsync(digest, cancellationToken);
        var pictures = new List<ExpertPicture> { await PictureAsync(stored, cancellationToken) };
        if (question.Crop is { } box && !(box is { Left: 0, Top: 0 } && (box.Right, box.Bottom) == (stored.Width, stored.Height)))
            pictures.Add(await PngAsync(stored, box.Size, pixels => Resampler.Resize(pixels, box, box.Size), cancellationToken));
        foreach (var other in question.OtherImages) pictures.Add(await PictureAsync(await StoredAsync(other, cancellationToken), cancellationToken));
        return pictures;
    }

    private async Task<StoredImage> StoredAsync(string digest, CancellationToken cancellationToken) =>
        await grains.GetGrain<IImageGrain>(digest).GetAsync(cancellationToken)
            ?? throw ImageMissingException.Of(digest);

    // As it was sent where every API takes the format; the pixels alone where it does not.
    private async Task<ExpertPicture> PictureAsync(StoredImage stored, CancellationToken cancellationToken)
    {
        var format = ImageDecoder.DetectFormat(stored.Bytes);
        return format.IsCommon() ? new(stored.Bytes, format.MediaType()) : await PngAsync(stored, null, pixels => pixels, cancellationToken);
    }

    /// <param name="stored">The image.</param>
    /// <param name="copied">The size of the picture that is made of its pixels; null where they are the picture.</param>
    /// <param name="picture">What is made of them.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    private async Task<ExpertPicture> PngAsync(
        StoredImage stored, PixelSize? copied, Func<RgbImage, RgbImage> picture, CancellationToken cancellationToken)
    {
        var encoded = PictureFormat.Png.PeakBytesPerPixel();
        var beside = copied is { } size ? size.Area * (RgbImage.Channels + encoded) : (long)stored.Width * stored.Height * encoded;
        try
        {
            var png = await decoding.UseAsync(stored.Bytes, beside, pixels => ImageEncoder.EncodePng(picture(pixels)), cancellationToken);
            return new(png, ImageFormat.Png.MediaType());
        }
        catch (ImageException exception)
        {
            throw new ImageRejectedException(exception.Message);
        }
    }
}
