using Judger.Imaging.Decoders;
using Judger.Imaging.Encoders;
using Judger.Imaging.Memory;
using Judger.Imaging.Pixels;
using Microsoft.Extensions.Caching.Memory;

namespace Judger.Server.Http.Questions;

/// <summary>A picture as it is sent.</summary>
internal sealed record DrawnPicture(byte[] Bytes, PictureFormat Format);

/// <summary>
/// Pictures of questions. Each is drawn once for all who ask for it at the same time, within the memory that decodes share, and those that were asked for last
/// are kept.
/// </summary>
/// <param name="decoding">The budget.</param>
/// <param name="capacity">Bytes of pictures that are kept.</param>
internal sealed class DrawnPictures(DecodeBudget decoding, long capacity) : IDisposable
{
    private readonly MemoryCache _cache = new(new MemoryCacheOptions { SizeLimit = capacity });
    private readonly SharedRuns<Key, DrawnPicture> _runs = new();

    /// <summary>A picture.</summary>
    /// <param name="digest">The image that it is made of.</param>
    /// <param name="fetch">Fetches the image's bytes. It is called only where the picture has to be drawn.</param>
    /// <param name="what">What it shows: the same words for the same picture of the image.</param>
    /// <param name="draw">Draws it; from the image's pixels to those of the picture.</param>
    /// <param name="accepted">The formats that are accepted, the best first. The last can hold every picture.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="Imaging.Errors.ImageException">The image cannot be decoded, or needs more memory than there is.</exception>
    /// <exception cref="MemoryExhaustedException">Too many decodes wait.</exception>
    public async Task<DrawnPicture> GetAsync(
        ImageDigest digest,
        Func<CancellationToken, Task<byte[]>> fetch,
        string what,
        Func<RgbImage, RgbImage> draw,
        IReadOnlyList<PictureFormat> accepted,
        CancellationToken cancellationToken)
    {
        var key = new Key(digest, what, string.Join(' ', accepted));
        return _cache.TryGetValue(key, out DrawnPicture? known)
            ? known!
            : await _runs.RunAsync(key, token => DrawAsync(key, fetch, draw, accepted, token), cancellationToken);
    }

    public void Dispose() => _cache.Dispose();

    private async Task<DrawnPicture> DrawAsync(
        Key key,
        Func<CancellationToken, Task<byte[]>> fetch,
        Func<RgbImage, RgbImage> draw,
        IReadOnlyList<PictureFormat> accepted,
        CancellationToken cancellationToken)
    {
        var image = await fetch(cancellationToken);

        // Where there is no memory for a format at all, another one that is accepted does as well.
        var area = ImageDecoder.Measure(image, decoding.Options).Header.Size.Area;
        PictureFormat[] possible = [.. accepted.Where(format => area * (RgbImage.Channels + Beside(format)) <= decoding.Options.MaxMemory), accepted[^1]];
        return await decoding.UseAsync(
            image,
            area * possible.Max(Beside),
            pixels =>
            {
                var picture = draw(pixels);
                var format = possible.First(format => format.Holds(picture.Size));
                var drawn = new DrawnPicture(ImageEncoder.Encode(picture, format), format);
                return _cache.Set(key, drawn, new MemoryCacheEntryOptions { Size = drawn.Bytes.Length });
            },
            cancellationToken);
    }

    // The picture that is drawn, and what encoding it takes.
    private static int Beside(PictureFormat format) => RgbImage.Channels + format.PeakBytesPerPixel();

    private sealed record Key(ImageDigest Digest, string What, string Formats);
}
