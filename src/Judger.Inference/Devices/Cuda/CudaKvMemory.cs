using Judger.Inference.Kv;

namespace Judger.Inference.Devices.Cuda;

/// <summary>
/// Keys and values in a GPU's memory, where ONNX Runtime reads and writes them in place. Copies are in the order of the device's stream, on which the runs
/// are too, so nothing waits for them.
/// </summary>
internal sealed class CudaKvMemory(KvLayout layout, int lanes, CudaDevice device) : KvMemory(layout, lanes, device.AllocateMemory, device.FreeMemory)
{
    protected override nint AllocateBlock(long bytes)
    {
        device.Use();
        return CudaRuntime.AllocateFromPool(bytes, device.Stream);
    }

    protected override void FreeBlock(nint address)
    {
        device.Use();
        CudaRuntime.FreeToPool(address, device.Stream);
    }

    protected override void CopyRows(nint from, long fromPitch, nint to, long toPitch, long width, int rows)
    {
        device.Use();
        CudaRuntime.CopyRows(from, fromPitch, to, toPitch, width, rows, device.Stream);
    }
}
