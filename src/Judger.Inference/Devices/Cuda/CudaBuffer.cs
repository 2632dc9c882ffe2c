using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Judger.Inference.Devices.Cuda;

/// <summary>
/// A buffer in a GPU's memory with a side in pinned host memory, so that copies between them need no processor and only a read waits. All of it happens in the
/// order of the device's stream.
/// </summary>
internal sealed unsafe class CudaBuffer<T> : DeviceBuffer<T>
    where T : unmanaged
{
    private readonly CudaDevice _device;
    private readonly int _length;
    private readonly nint _memory;
    private readonly nint _host;
    private long _sentAt = -1;
    private int _staleFrom;
    private int _staleTo;

    public CudaBuffer(CudaDevice device, int length, bool hasHostSide)
    {
        (_device, _length) = (device, length);
        _memory = device.AllocateMemory(Bytes(length));
        if (hasHostSide) _host = CudaRuntime.AllocateHost(Bytes(length));
    }

    public override Span<T> Host => new((void*)_host, _host == 0 ? 0 : _length);

    public override OrtValue View(int start, int length, params long[] shape) =>
        OrtValue.CreateTensorValueWithData(_device.MemoryInfo, ElementType, shape, _memory + (nint)Bytes(start), Bytes(length));

    public override void Send(int start, int count)
    {
        _device.Use();
        CudaRuntime.Copy(_host + (nint)Bytes(start), _memory + (nint)Bytes(start), Bytes(count), _device.Stream);
        _sentAt = _device.Waits;
    }

    public override void Expect(int start, int count) => (_staleFrom, _staleTo) = (start, start + count);

    public override ReadOnlySpan<T> Receive(int start, int count)
    {
        if (start < _staleTo && start + count > _staleFrom)
        {
            // All that the run wrote comes in one copy, though it may be asked for lane by lane.
            _device.Use();
            CudaRuntime.Copy(_memory + (nint)Bytes(_staleFrom), _host + (nint)Bytes(_staleFrom), Bytes(_staleTo - _staleFrom), _device.Stream);
            _device.Wait();
            (_staleFrom, _staleTo) = (0, 0);
        }

        return Host.Slice(start, count);
    }

    public override void AwaitSent()
    {
        if (_sentAt == _device.Waits) _device.Wait();
    }

    public override void Dispose()
    {
        _device.FreeMemory(_memory);
        if (_host != 0) CudaRuntime.FreeHost(_host);
    }

    private static long Bytes(int count) => (long)count * sizeof(T);

    private static TensorElementType ElementType =>
        typeof(T) == typeof(float) ? TensorElementType.Float
        : typeof(T) == typeof(int) ? TensorElementType.Int32
        : typeof(T) == typeof(long) ? TensorElementType.Int64
        : throw new NotSupportedException($"No graph has an input or output of {typeof(T).Name}.");
}
