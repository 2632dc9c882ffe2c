using Judger.Inference.Devices;
using Judger.Inference.Errors;

namespace Judger.Inference.Contract;

/// <summary>How a model is run on a device. Every value is checked before the engine starts.</summary>
public sealed record EngineOptions
{
    private const long Mebi = 1 << 20;
    private const int MostLanes = 256;
    private const int LeastContext = 16;
    private const int LeastChunk = 8;

    private const int CpuChunk = 256;
    private const int GpuChunk = 2048;

    private static readonly TimeSpan LongestTimeout = TimeSpan.FromDays(1);

    /// <summary>The device. <value><c>cpu:0</c> (default), or <c>cuda:N</c> in the build flavour that ships ONNX Runtime for CUDA.</value></summary>
    public string Device { get; init; } = "cpu:0";

    /// <summary>
    /// Steps that run at the same time, each on a thread of its own: prefills of several requests, or a prefill beside the decode batch.
    /// <value>At least 1; default: the square root of the processor's cores, rounded up. 1 on a GPU, whose steps follow each other on one stream.</value>
    /// </summary>
    public int? Workers { get; init; }

    /// <summary>Threads of one step. <value>At least 1; default: the processor's cores divided by <see cref="Workers"/>; 1 on a GPU.</value></summary>
    public int? IntraOpThreads { get; init; }

    /// <summary>
    /// Whether a step's threads spin for up to 50 microseconds while they wait for each other: a decode step takes an eighth less time with two threads, and
    /// up to a tenth more beside a busy neighbour. <value>Default true.</value>
    /// </summary>
    public bool AllowSpinning { get; init; } = true;

    /// <summary>
    /// Lanes: places for sequences that are computed at the same time. A lane is one part of the KV cache, which holds the keys and values of one sequence
    /// while it runs, and keeps them afterwards until another sequence needs the lane. <value>1 to 256, default 8.</value>
    /// </summary>
    public int Lanes { get; init; } = 8;

    /// <summary>Most positions of a sequence; a model with a shorter context keeps its own. <value>At least 16, default 4096.</value></summary>
    public int MaxContext { get; init; } = 4096;

    /// <summary>
    /// Most positions of one prefill step; a longer prompt takes several, between which decodes go on.
    /// <value>At least 8; default 256, and 2,048 on a GPU, which needs as many to be busy.</value>
    /// </summary>
    public int? PrefillChunk { get; init; }

    /// <summary>
    /// Whether a GPU's decode steps are recorded as CUDA graphs and replayed, which saves the time between their kernels and costs memory for each number of
    /// lanes.
    /// <value>Default false; without effect on the CPU.</value>
    /// </summary>
    public bool CudaGraphs { get; init; }

    /// <summary>Bytes of prefixes that are kept beyond the lanes. <value>At least 0, default 512 MiB.</value></summary>
    public long PrefixCacheBytes { get; init; } = 512 * Mebi;

    /// <summary>Bytes of encoded images that are kept. <value>At least 0, default 256 MiB.</value></summary>
    public long VisionCacheBytes { get; init; } = 256 * Mebi;

    /// <summary>
    /// Positions, of prompts and answers to come, that may wait; a request that would exceed them is refused with <see cref="QueueFullException"/>. It bounds
    /// the memory of what waits. How long a question waits is bounded by its time budget, much earlier where the device is slow.
    /// <value>At least 1, default 1,048,576, which is about 1,600 questions about one image each.</value>
    /// </summary>
    public long QueueTokens { get; init; } = 1 << 20;

    /// <summary>
    /// How long one step of the device may take. One that takes longer hangs: its engine stops for good and says so, and what it served fails, to be served
    /// elsewhere.
    /// <value>More than zero; default 10 minutes, and 1 minute on a GPU.</value>
    /// </summary>
    public TimeSpan? StepTimeout { get; init; }

    /// <summary><see cref="Workers"/>, or what the device takes without it.</summary>
    internal int WorkerCount => Workers ?? (IsGpu ? 1 : (int)Math.Ceiling(Math.Sqrt(Environment.ProcessorCount)));

    /// <summary><see cref="IntraOpThreads"/>, or what the device takes without it.</summary>
    internal int ThreadCount => IntraOpThreads ?? (IsGpu ? 1 : Math.Max(1, Environment.ProcessorCount / WorkerCount));

    /// <summary><see cref="PrefillChunk"/>, or what the device takes without it.</summary>
    internal int ChunkPositions => PrefillChunk ?? (IsGpu ? GpuChunk : CpuChunk);

    /// <summary><see cref="StepTimeout"/>, or what the device takes without it.</summary>
    internal TimeSpan LongestStep => StepTimeout ?? TimeSpan.FromMinutes(IsGpu ? 1 : 10);

    private bool IsGpu => DeviceName.IsCuda(Device);

    /// <summary>
    /// All that is out of its range, each error naming key and remedy. The device is not held against anything here: only its machine knows it.
    /// </summary>
    /// <param name="section">Where the options stand, as <c>Slots:0:Engine</c>.</param>
    public IEnumerable<string> Errors(string section)
    {
        if (Workers < 1) yield return $"{section}:Workers is {Workers}; give at least 1.";
        if (Workers > 1 && IsGpu) yield return $"{section}:Workers is {Workers}; a GPU has 1: leave it out.";
        if (IntraOpThreads < 1) yield return $"{section}:IntraOpThreads is {IntraOpThreads}; give at least 1.";
        if (Lanes is < 1 or > MostLanes) yield return $"{section}:Lanes is {Lanes}; give 1 to {MostLanes}.";
        if (MaxContext < LeastContext) yield return $"{section}:MaxContext is {MaxContext}; give at least {LeastContext}.";
        if (PrefillChunk < LeastChunk) yield return $"{section}:PrefillChunk is {PrefillChunk}; give at least {LeastChunk}.";
        if (PrefixCacheBytes < 0) yield return $"{section}:PrefixCacheBytes is {PrefixCacheBytes}; give zero or more.";
        if (VisionCacheBytes < 0) yield return $"{section}:VisionCacheBytes is {VisionCacheBytes}; give zero or more.";
        if (StepTimeout is { } timeout && (timeout <= TimeSpan.Zero || timeout > LongestTimeout))
            yield return $"{section}:StepTimeout is {timeout}; give more than zero, and at most a day.";
        if (QueueTokens < 1) yield return $"{section}:QueueTokens is {QueueTokens}; give at least 1.";
    }

    /// <exception cref="ArgumentException">All that is out of its range.</exception>
    internal void Validate()
    {
        ArgumentException.ThrowIfNullOrEmpty(Device);
        if (Errors("Engine").ToList() is { Count: > 0 } errors) throw new ArgumentException(string.Join(" ", errors));
    }
}
