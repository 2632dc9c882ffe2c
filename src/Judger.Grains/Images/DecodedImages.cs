using System.Collections.Concurrent;
using Judger.Grains.Telemetry;
using Judger.Imaging.Decoders;
using Judger.Imaging.Errors;
using Judger.Imaging.Pixels;
using Microsoft.Extensions.Options;

namespace Judger.Grains.Images;

/// <summary>
/// The silo's decoded images: each is fetched and decoded once, however many questions about it arrive together. Bounded in bytes, oldest use first out.
/// </summary>
internal sealed class DecodedImages(IGrainFactory grains, IOptions<ImageOptions> options)
{
    private readonly long _capacity = options.Value.DecodedBytes;
    private readonly ImageDecodeOptions _decoding = options.Value.Decoding();
    private readonly ConcurrentDictionary<ImageDigest, Entry> _entries = new();
    private long _clock;
    private long _decodes;
    private long _bytes;

    /// <summary>Images that were decoded since the silo started.</summary>
    public long Decodes => Interlocked.Read(ref _decodes);

    /// <summary>The pixels of an image that was put.</summary>
    /// <exception cref="ImageMissingException">It was not.</exception>
    public async Task<RgbImage> GetAsync(ImageDigest digest, CancellationToken cancellationToken)
    {
        var entry = _entries.GetOrAdd(digest, key => new(new Lazy<Task<RgbImage>>(() => DecodeAsync(key))));
        entry.LastUse = Interlocked.Increment(ref _clock);
        try
        {
            var image = await entry.Image.Value.WaitAsync(cancellationToken);
            Trim();
            return image;
        }
        catch (Exception) when (entry.Image.Value.IsFaulted || entry.Image.Value.IsCanceled)
        {
            // A failure is not kept: the image may be put later.
            _entries.TryRemove(KeyValuePair.Create(digest, entry));
            throw;
        }
    }

    private async Task<RgbImage> DecodeAsync(ImageDigest digest)
    {
        using var span = QuestionTracing.StartImageDecode();
        var stored = await grains.GetGrain<IImageGrain>(digest.ToString()).GetAsync(CancellationToken.None)
            ?? throw new ImageMissingException($"There is no image with digest {digest}. Upload it first, then ask.");
        QuestionTracing.RecordImage(span, stored);
        try
        {
            Interlocked.Increment(ref _decodes);
            var image = await Task.Run(() => ImageDecoder.Decode(stored.Bytes, _decoding));
            Interlocked.Add(ref _bytes, image.Pixels.Length);
            return image;
        }
        catch (ImageException exception)
        {
            throw new ImageRejectedException(exception.Message);
        }
    }

    private void Trim()
    {
        while (Interlocked.Read(ref _bytes) > _capacity
            && _entries.Where(entry => entry.Value.Image.Value.IsCompletedSuccessfully).MinBy(entry => entry.Value.LastUse) is { Value: not null } oldest)
        {
            if (_entries.TryRemove(oldest)) Interlocked.Add(ref _bytes, -oldest.Value.Image.Value.Result.Pixels.Length);
        }
    }

    private sealed class Entry(Lazy<Task<RgbImage>> image)
    {
        public Lazy<Task<RgbImage>> Image { get; } = image;

        public long LastUse { get; set; }
    }
}
