using Judger.Inference.Contract;
using Judger.Inference.Devices.Inspection;
using Judger.Inference.Errors;
using Judger.Inference.Kv;
using Judger.Inference.Manifest;
using Microsoft.ML.OnnxRuntime;

namespace Judger.Inference.Devices;

/// <summary>The processor and the computer's own memory.</summary>
internal sealed class CpuDevice : IDevice
{
    private readonly OrtMemoryInfo _memory = new("Cpu", OrtAllocatorType.DeviceAllocator, 0, OrtMemType.Default);

    public bool IsSerial => false;

    public bool ReplaysSteps => false;

    public string? Failure => null;

    /// <summary>What prevents the processor from running a precision; null when it can. GroupQueryAttention has no kernels for bfloat16 there.</summary>
    public static DeviceProblem? WrongPrecision(DeviceName device, string model, ModelPrecision precision) => precision != ModelPrecision.BFloat16
        ? null
        : new(
            DeviceProblemCodes.Precision,
            $"Device {device} has no kernels for bfloat16; {model} is bfloat16.",
            "Export it with --precision float32, int8 or int4, or use a GPU.");

    public void Configure(SessionOptions options)
    {
    }

    public InferenceException LoadError(string graph, string reason, Exception cause) =>
        new ModelFolderException($"{graph} cannot be loaded ({reason}): export the model again with this build.", cause);

    public RunOptions CreateRunOptions(int? replay = null) => new();

    public int TileRows(DecoderGeometry geometry, EngineOptions engine) =>
        AttentionKernel.IsTiled(geometry, engine.ThreadCount) ? AttentionKernel.TileRows(geometry.HeadSize) : 0;

    public DeviceBuffer<T> Allocate<T>(int length)
        where T : unmanaged => new HostBuffer<T>(length);

    public DeviceBuffer<T> AllocateHidden<T>(int length)
        where T : unmanaged => new HostBuffer<T>(length);

    public KvMemory AllocateKv(KvLayout layout, int lanes) => new HostKvMemory(layout, lanes);

    public OrtValue ViewKv(KvMemory memory, int plane, int first, int count) => memory.View(_memory, plane, first, count);

    public void Dispose() => _memory.Dispose();
}
