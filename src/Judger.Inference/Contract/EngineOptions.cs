namespace Judger.Inference;

/// <summary>How a model is run on a device. Every value is checked when the engine starts.</summary>
public sealed record EngineOptions
{
    private const long Mebi = 1 << 20;

    /// <summary>The device. <value><c>cpu:0</c> (default), or <c>cuda:N</c> in the build flavour that ships ONNX Runtime for CUDA.</value></summary>
    public string Device { get; init; } = "cpu:0";

    /// <summary>
    /// Steps that run at the same time, each on a thread of its own: prefills of several requests, or a prefill beside the decode batch.
    /// <value>At least 1; default: the square root of the processor's cores, rounded up; 1 on a GPU, whatever is given.</value>
    /// </summary>
    public int Workers { get; init; } = (int)Math.Ceiling(Math.Sqrt(Environment.ProcessorCount));

    /// <summary>Threads of one step. <value>At least 1; default: the processor's cores divided by <see cref="Workers"/>.</value></summary>
    public int IntraOpThreads
    {
        get => field > 0 ? field : Math.Max(1, Environment.ProcessorCount / Math.Max(1, Workers));
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            field = value;
        }
    }

    /// <summary>Whether a step's threads spin while they wait for each other: faster on a machine of one's own, ruinous beside a busy neighbour. <value>Default false.</value></summary>
    public bool AllowSpinning { get; init; }

    /// <summary>Sequences that are computed at the same time; each has a KV buffer. <value>1 to 256, default 8.</value></summary>
    public int Lanes { get; init; } = 8;

    /// <summary>Most positions of a sequence; a model with a shorter context keeps its own. <value>At least 16, default 4096.</value></summary>
    public int MaxContext { get; init; } = 4096;

    /// <summary>Most positions of one prefill step; a longer prompt takes several, between which decodes go on. <value>At least 8, default 256.</value></summary>
    public int PrefillChunk { get; init; } = 256;

    /// <summary>Bytes of prefixes that are kept beyond the lanes. <value>At least 0, default 512 MiB.</value></summary>
    public long PrefixCacheBytes { get; init; } = 512 * Mebi;

    /// <summary>Bytes of encoded images that are kept. <value>At least 0, default 256 MiB.</value></summary>
    public long VisionCacheBytes { get; init; } = 256 * Mebi;

    /// <summary>
    /// Positions, of prompts and answers to come, that may wait; a request that would exceed them is refused with <see cref="QueueFullException"/>.
    /// <value>At least 1, default 262,144.</value>
    /// </summary>
    public long QueueTokens { get; init; } = 1 << 18;

    internal void Validate()
    {
        ArgumentException.ThrowIfNullOrEmpty(Device);
        ArgumentOutOfRangeException.ThrowIfLessThan(Workers, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(Lanes, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Lanes, 256);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxContext, 16);
        ArgumentOutOfRangeException.ThrowIfLessThan(PrefillChunk, 8);
        ArgumentOutOfRangeException.ThrowIfNegative(PrefixCacheBytes);
        ArgumentOutOfRangeException.ThrowIfNegative(VisionCacheBytes);
        ArgumentOutOfRangeException.ThrowIfLessThan(QueueTokens, 1);
    }
}
