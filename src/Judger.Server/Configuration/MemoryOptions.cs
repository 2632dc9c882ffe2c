using Judger.Grains.Slots;
using Judger.Imaging.Memory;
using Judger.Inference.Contract;
using Judger.Inference.Devices;

namespace Judger.Server.Configuration;

/// <summary>
/// What a silo's process may take of memory. Everything whose size a caller decides has a share of it: what does not fit waits, and is refused in the end.
/// </summary>
public sealed class MemoryOptions
{
    internal const long LeastLimit = 256L << 20;

    private const long LeastBodies = 8L << 20;
    private const long MaxImageStorage = 1L << 30;
    private const long MaxQuestionStorage = 256L << 20;
    private const long MaxPictures = 64L << 20;

    /// <summary>
    /// The bytes that the process may take, beside the weights of models and the lanes of engines. Three quarters of it are the heap's, and shared out.
    /// <value>At least 256 MiB. Default: the container's limit; without one, the heap may take the computer's memory.</value>
    /// </summary>
    public long? Limit { get; set; }

    /// <summary>
    /// The bytes that decoded images may take at the same time, the decoders' own memory included. <value>Default: a quarter of the heap's part.</value>
    /// </summary>
    public long? DecodingBytes { get; set; }

    /// <summary>
    /// The bytes that bodies of requests may take at the same time, with what is made of them. <value>At least 8 MiB, default: a quarter of the
    /// heap's part.</value>
    /// </summary>
    public long? BodyBytes { get; set; }

    /// <summary>How long a request waits until there is memory for its body. <value>Zero to a minute, default 5 s.</value></summary>
    public TimeSpan BodyTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>What is shared out: the heap's part.</summary>
    internal long Total => Limit is { } limit ? (long)(limit * ProcessMemory.HeapShare) : ProcessMemory.Limit;

    internal long Decoding => DecodingBytes ?? (Total / 4);

    internal long Bodies => Math.Max(LeastBodies, BodyBytes ?? (Total / 4));

    // Of memory storage: what of a cluster of one process would be in a database.
    internal long ImageStorage => Math.Clamp(Total / 8, QuestionLimits.MaxImageBytes, MaxImageStorage);

    internal long QuestionStorage => Math.Min(Total / 16, MaxQuestionStorage);

    /// <summary>Overlays and crops that were drawn.</summary>
    internal long Pictures => Math.Min(Total / 64, MaxPictures);

    /// <summary>
    /// An engine's options with caches that fit: in a small container, those that are as large as they are by default take a part of the limit instead.
    /// </summary>
    /// <param name="slot">The slot.</param>
    /// <param name="slots">How many slots share the memory.</param>
    internal EngineOptions Fit(SlotOptions slot, int slots)
    {
        var (engine, usual, share) = (slot.Engine, new EngineOptions(), Total / 8 / slots);
        var isOnGpu = DeviceName.TryParse(slot.Device, out var device) && device.Kind == DeviceKind.Cuda;
        return engine with
        {
            PrefixCacheBytes = isOnGpu ? engine.PrefixCacheBytes : Fit(engine.PrefixCacheBytes, usual.PrefixCacheBytes, share),
            VisionCacheBytes = Fit(engine.VisionCacheBytes, usual.VisionCacheBytes, share / 2),
        };
    }

    internal IEnumerable<string> Errors()
    {
        if (Limit < LeastLimit)
        {
            // The ranges of the others follow from it.
            yield return $"Memory:Limit is {Limit}; give at least {LeastLimit}.";
        }
        else
        {
            if (DecodingBytes < 1 || DecodingBytes > Total)
                yield return $"Memory:DecodingBytes is {DecodingBytes}; give 1 to {Total}, the memory that there is.";
            if (BodyBytes < LeastBodies || BodyBytes > Total)
                yield return $"Memory:BodyBytes is {BodyBytes}; give {LeastBodies} to {Total}, the memory that there is.";
        }

        if (BodyTimeout < TimeSpan.Zero || BodyTimeout > TimeSpan.FromMinutes(1)) yield return $"Memory:BodyTimeout is {BodyTimeout}; give zero to 00:01:00.";
    }

    private static long Fit(long bytes, long usual, long share) => bytes == usual ? Math.Min(bytes, share) : bytes;
}
