using Judger.Grains.Storage;
using Judger.Imaging.Errors;
using Judger.Imaging.Memory;
using Judger.Imaging.Pixels;
using Judger.Imaging.Preprocessing;
using Judger.Inference.Contract;
using Microsoft.Extensions.Caching.Memory;

namespace Judger.Grains.Images;

/// <summary>
/// Images and their regions as vision encoders see them: a few hundred kilobytes each, or some megabytes for a model that sees tiles, however large the photo
/// is. Requests wait with these, so that only a decode itself needs a photo's memory. What was used last is kept.
/// </summary>
internal sealed class ResizedImages(DecodedImages decoded, IGrainFactory grains) : IDisposable
{
    private const long Capacity = 64L << 20;
    private const int SizeBytes = 256;

    private readonly MemoryCache _cache = new(new MemoryCacheOptions { SizeLimit = Capacity, TrackStatistics = true });
    private readonly SharedRuns<Key, Resized> _runs = new();

    /// <summary>A region of an image that was put, as an encoder's input.</summary>
    /// <param name="digest">The image.</param>
    /// <param name="region">The region, inside the image; the whole image when null.</param>
    /// <param name="encoder">What the encoder sees.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="ImageMissingException">The image was not put.</exception>
    /// <exception cref="ImageRejectedException">It cannot be decoded.</exception>
    /// <exception cref="MemoryExhaustedException">Too many decodes wait for memory.</exception>
    public async Task<ImageInput> GetAsync(ImageDigest digest, PixelBox? region, ImagePreprocessing encoder, CancellationToken cancellationToken)
    {
        var key = new Key(digest, region, encoder.Resizing);
        if (!_cache.TryGetValue(key, out Resized? resized))
            resized = await _runs.RunAsync(key, token => ResizeAsync(key, encoder, token), cancellationToken);
        var (picture, size) = resized!;
        return new(digest.ToString(), picture, region ?? PixelBox.Whole(size)) { Size = size, IsResized = true };
    }

    /// <summary>Width and height of an image that was put.</summary>
    /// <exception cref="ImageMissingException">The image was not put.</exception>
    public async Task<PixelSize> SizeAsync(ImageDigest digest, CancellationToken cancellationToken)
    {
        if (_cache.TryGetValue(digest, out PixelSize size)) return size;
        var stored = await grains.GetGrain<IImageGrain>(digest.ToString()).GetAsync(cancellationToken) ?? throw ImageMissingException.Of(digest.ToString());
        return Keep(digest, new PixelSize(stored.Width, stored.Height), SizeBytes);
    }

    public void Dispose() => _cache.Dispose();

    private Task<Resized> ResizeAsync(Key key, ImagePreprocessing encoder, CancellationToken cancellationToken) => decoded.UseAsync(
        key.Digest,
        image =>
        {
            var picture = Resize(encoder, image, key.Region ?? PixelBox.Whole(image.Size));
            return Keep(key, new Resized(picture, Keep(key.Digest, image.Size, SizeBytes)), picture.Pixels.Length);
        },
        cancellationToken);

    private static RgbImage Resize(ImagePreprocessing encoder, RgbImage image, PixelBox region)
    {
        try
        {
            return encoder.Resize(image, region);
        }
        catch (ImageException exception)
        {
            throw new ImageRejectedException(exception.Message);
        }
    }

    private T Keep<T>(object key, T value, long bytes)
    {
        _cache.MakeRoom(bytes, Capacity);
        return _cache.Set(key, value, new MemoryCacheEntryOptions { Size = bytes });
    }

    private sealed record Key(ImageDigest Digest, PixelBox? Region, ImagePreprocessing Resizing);

    private sealed record Resized(RgbImage Picture, PixelSize Size);
}
