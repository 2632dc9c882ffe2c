using Microsoft.ML.OnnxRuntime;

namespace Judger.Inference.Devices;

/// <summary>
/// One input or output of graphs: the host's side, and the device's side that ONNX Runtime reads or writes. On the CPU they are the same memory. Bound once,
/// written and read many times.
/// </summary>
internal abstract class DeviceBuffer<T> : IDisposable
    where T : unmanaged
{
    /// <summary>The host's side.</summary>
    public abstract Span<T> Host { get; }

    /// <summary>The device's side of some values, as a tensor. The caller disposes it, not the memory.</summary>
    public abstract OrtValue View(int start, int length, params long[] shape);

    /// <summary>Brings values that the host has written to the device, before the runs that follow.</summary>
    public abstract void Send(int start, int count);

    /// <summary>Notes that a run writes values, so that the host's side of them is out of date.</summary>
    public abstract void Expect(int start, int count);

    /// <summary>The host's side of some values as the last run left them; waits for the device where they are out of date.</summary>
    public abstract ReadOnlySpan<T> Receive(int start, int count);

    /// <summary>Waits until the host may write again what it has sent.</summary>
    public abstract void AwaitSent();

    public abstract void Dispose();
}
