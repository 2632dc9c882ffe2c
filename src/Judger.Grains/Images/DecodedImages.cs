using Judger.Grains.Telemetry;
using Judger.Imaging.Decoders;
using Judger.Imaging.Errors;
using Judger.Imaging.Memory;
using Judger.Imaging.Pixels;
using Microsoft.Extensions.Options;

namespace Judger.Grains.Images;

/// <summary>
/// The silo's decoded images: each is fetched and decoded once, however many want it at the same time. What is kept after use is bounded in bytes, and is let
/// go, oldest use first, when another decode waits for memory.
/// </summary>
internal sealed class DecodedImages
{
    private readonly IGrainFactory _grains;
    private readonly DecodeBudget _decoding;
    private readonly long _capacity;
    private readonly Lock _lock = new();
    private readonly Dictionary<ImageDigest, Entry> _entries = [];
    private readonly LinkedList<Entry> _recent = [];
    private long _bytes;
    private long _decodes;

    public DecodedImages(IGrainFactory grains, DecodeBudget decoding, IOptions<ImageOptions> options)
    {
        (_grains, _decoding, _capacity) = (grains, decoding, options.Value.DecodedBytes);
        decoding.Memory.MakeRoom = Trim;
    }

    /// <summary>Images that were decoded since the silo started.</summary>
    public long Decodes => Interlocked.Read(ref _decodes);

    /// <summary>Makes something of the pixels of an image that was put.</summary>
    /// <param name="digest">The image.</param>
    /// <param name="use">What is made of it, on a thread of the pool. It must not keep the pixels.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="ImageMissingException">It was not put.</exception>
    /// <exception cref="ImageRejectedException">It cannot be decoded.</exception>
    /// <exception cref="MemoryExhaustedException">Too many decodes wait for memory.</exception>
    public async Task<T> UseAsync<T>(ImageDigest digest, Func<RgbImage, T> use, CancellationToken cancellationToken)
    {
        var entry = Pin(digest);
        try
        {
            var image = await entry.Image.Value.WaitAsync(cancellationToken);
            return await Task.Run(() => use(image), cancellationToken);
        }
        finally
        {
            Unpin(entry);
        }
    }

    private Entry Pin(ImageDigest digest)
    {
        lock (_lock)
        {
            // A failure is not kept: the image may be put later.
            if (_entries.TryGetValue(digest, out var entry) && !entry.HasFailed)
            {
                _recent.Remove(entry.Place);
            }
            else
            {
                if (entry is not null) _recent.Remove(entry.Place);
                _entries[digest] = entry = new(digest, DecodeAsync);
            }

            _recent.AddFirst(entry.Place);
            entry.Pins++;
            return entry;
        }
    }

    private void Unpin(Entry entry)
    {
        lock (_lock)
        {
            if (--entry.Pins == 0 && entry.Memory is null) Forget(entry);
        }

        Trim();
    }

    // Of what nobody uses, until the cache is within its bounds and nobody waits for memory.
    private void Trim()
    {
        lock (_lock)
        {
            for (LinkedListNode<Entry>? node = _recent.Last, next; node is not null; node = next)
            {
                next = node.Previous;
                if (_bytes <= _capacity && _decoding.Memory.Waiting == 0) return;
                if (node.Value is { Pins: 0, Memory: not null }) Forget(node.Value);
            }
        }
    }

    // Under the lock. A decode that still waits for memory is given up.
    private void Forget(Entry entry)
    {
        if (entry.Place.List is not null) _recent.Remove(entry.Place);
        if (_entries.TryGetValue(entry.Digest, out var current) && current == entry) _entries.Remove(entry.Digest);
        _bytes -= entry.Memory?.Bytes ?? 0;
        entry.Dispose();
    }

    private async Task<RgbImage> DecodeAsync(Entry entry)
    {
        using var span = QuestionTracing.StartImageDecode();
        var stored = await _grains.GetGrain<IImageGrain>(entry.Digest.ToString()).GetAsync(CancellationToken.None)
            ?? throw ImageMissingException.Of(entry.Digest.ToString());
        QuestionTracing.RecordImage(span, stored);
        try
        {
            Interlocked.Increment(ref _decodes);
            var (image, memory) = await _decoding.DecodeAsync(stored.Bytes, entry.GivenUp);
            Keep(entry, memory);
            return image;
        }
        catch (ImageException exception)
        {
            throw new ImageRejectedException(exception.Message);
        }
    }

    private void Keep(Entry entry, MemoryReservation memory)
    {
        lock (_lock)
        {
            if (entry.Pins == 0)
            {
                memory.Dispose();
                return;
            }

            entry.Memory = memory;
            _bytes += memory.Bytes;
        }
    }

    private sealed class Entry : IDisposable
    {
        private readonly CancellationTokenSource _givenUp = new();

        public Entry(ImageDigest digest, Func<Entry, Task<RgbImage>> decode)
        {
            (Digest, Place, GivenUp) = (digest, new(this), _givenUp.Token);
            Image = new(() => decode(this));
        }

        public ImageDigest Digest { get; }

        public LinkedListNode<Entry> Place { get; }

        public Lazy<Task<RgbImage>> Image { get; }

        public CancellationToken GivenUp { get; }

        /// <summary>How many use it.</summary>
        public int Pins { get; set; }

        /// <summary>What its pixels take; null until they are there.</summary>
        public MemoryReservation? Memory { get; set; }

        public bool HasFailed => Image is { IsValueCreated: true, Value: { IsCompleted: true, IsCompletedSuccessfully: false } };

        public void Dispose()
        {
            _givenUp.Cancel();
            _givenUp.Dispose();
            Memory?.Dispose();
        }
    }
}
