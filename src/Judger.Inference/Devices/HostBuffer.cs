using Microsoft.ML.OnnxRuntime;

namespace Judger.Inference.Devices;

/// <summary>A buffer in the computer's own memory, which host and graphs share.</summary>
internal sealed class HostBuffer<T>(int length) : DeviceBuffer<T>
    where T : unmanaged
{
    // Pinned, so that bindings may keep its address.
    private readonly T[] _values = GC.AllocateArray<T>(length, pinned: true);

    public override Span<T> Host => _values;

    public override OrtValue View(int start, int length, params long[] shape) =>
        OrtValue.CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, _values.AsMemory(start, length), shape);

    public override void Send(int start, int count)
    {
    }

    public override void Expect(int start, int count)
    {
    }

    public override ReadOnlySpan<T> Receive(int start, int count) => _values.AsSpan(start, count);

    public override void AwaitSent()
    {
    }

    public override void Dispose()
    {
    }
}
