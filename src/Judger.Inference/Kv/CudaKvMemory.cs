namespace Judger.Inference;

/// <summary>Keys and values in a GPU's memory, where ONNX Runtime reads and writes them in place.</summary>
internal sealed class CudaKvMemory : KvMemory
{
    private readonly int _device;

    private CudaKvMemory(KvLayout layout, int lanes, int device)
        : base(layout, lanes) => _device = device;

    public static CudaKvMemory Create(KvLayout layout, int lanes, int device)
    {
        CudaRuntime.Use(device);
        return new(layout, lanes, device);
    }

    protected override nint Allocate(long bytes)
    {
        // The base class allocates before this one has a device; its thread has it then.
        if (_device > 0) CudaRuntime.Use(_device);
        return CudaRuntime.Allocate(bytes);
    }

    protected override void Free(nint address) => CudaRuntime.Free(address);

    protected override void CopyRows(nint from, long fromPitch, nint to, long toPitch, long width, int rows)
    {
        CudaRuntime.Use(_device);
        CudaRuntime.CopyRows(from, fromPitch, to, toPitch, width, rows);
    }

    protected override void Finish() => CudaRuntime.Synchronize();
}
