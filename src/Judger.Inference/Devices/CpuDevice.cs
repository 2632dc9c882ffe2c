using Microsoft.ML.OnnxRuntime;

namespace Judger.Inference;

/// <summary>The processor and the computer's own memory.</summary>
internal sealed class CpuDevice : IDevice
{
    private readonly OrtMemoryInfo _memory = new("Cpu", OrtAllocatorType.DeviceAllocator, 0, OrtMemType.Default);

    public bool IsSerial => false;

    public bool ReplaysSteps => false;

    public string? Failure => null;

    public void Configure(SessionOptions options)
    {
    }

    public RunOptions CreateRunOptions(int? replay = null) => new();

    public DeviceBuffer<T> Allocate<T>(int length)
        where T : unmanaged => new HostBuffer<T>(length);

    public DeviceBuffer<T> AllocateHidden<T>(int length)
        where T : unmanaged => new HostBuffer<T>(length);

    public KvMemory AllocateKv(KvLayout layout, int lanes) => new HostKvMemory(layout, lanes);

    public OrtValue ViewKv(KvMemory memory, int plane, int first, int count) => memory.View(_memory, plane, first, count);

    public void Dispose() => _memory.Dispose();
}
