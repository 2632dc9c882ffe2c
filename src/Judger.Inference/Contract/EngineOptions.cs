namespace Judger.Inference;

/// <summary>How a model is run on a device.</summary>
public sealed record EngineOptions
{
    /// <summary>The device. <value><c>cpu:0</c> (default), or <c>cuda:N</c> in the build flavour that ships ONNX Runtime for CUDA.</value></summary>
    public string Device { get; init; } = "cpu:0";

    /// <summary>Threads that work on one step. <value>At least 1; default: the processor's cores.</value></summary>
    public int IntraOpThreads { get; init; } = Environment.ProcessorCount;

    /// <summary>Encoded images that are kept. <value>At least 0, default 64.</value></summary>
    public int VisionCacheImages { get; init; } = 64;

    /// <summary>Requests that may wait; one more is refused with <see cref="QueueFullException"/>. <value>At least 1, default 256.</value></summary>
    public int QueueCapacity { get; init; } = 256;

    internal void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(IntraOpThreads, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(VisionCacheImages);
        ArgumentOutOfRangeException.ThrowIfLessThan(QueueCapacity, 1);
    }
}
