using System.Reflection;
using System.Runtime.InteropServices;
using System.Text;
using Judger.Inference.Errors;

namespace Judger.Inference.Devices.Cuda;

/// <summary>
/// The few calls of the CUDA runtime that ONNX Runtime's managed API does not offer: device memory and streams of our own, and copies on them. The runtime is
/// that of the CUDA version for which ONNX Runtime's provider was built.
/// </summary>
internal static partial class CudaRuntime
{
    /// <summary>The file that the calls are in.</summary>
    public const string LibraryFile = "libcudart.so.13";

    private const string Library = "cudart";
    private const int NonBlocking = 1;
    private const int EitherWay = 4;
    private const int ReleaseThreshold = 4;
    private static readonly string[] Names = [LibraryFile, "cudart64_13.dll"];

    static CudaRuntime() => NativeLibrary.SetDllImportResolver(typeof(CudaRuntime).Assembly, Resolve);

    /// <summary>GPUs that this process can see.</summary>
    /// <exception cref="CudaException">There is no driver, or no GPU.</exception>
    /// <exception cref="DllNotFoundException">The CUDA runtime is not installed.</exception>
    public static int DeviceCount()
    {
        Require(GetDeviceCount(out var count), "cudaGetDeviceCount");
        return count;
    }

    /// <summary>Makes a device the calling thread's.</summary>
    public static void Use(int device) => Require(SetDevice(device), "cudaSetDevice");

    /// <summary>Bytes of the thread's device that are free, and all that it has.</summary>
    public static (long Free, long Total) Memory()
    {
        Require(MemGetInfo(out var free, out var total), "cudaMemGetInfo");
        return ((long)free, (long)total);
    }

    /// <summary>A stream that does not wait for the default one.</summary>
    public static nint CreateStream()
    {
        Require(StreamCreate(out var stream, NonBlocking), "cudaStreamCreateWithFlags");
        return stream;
    }

    public static void DestroyStream(nint stream) => _ = StreamDestroy(stream);

    /// <summary>Waits until a stream's work is done.</summary>
    public static void Synchronize(nint stream) => Require(StreamSynchronize(stream), "cudaStreamSynchronize");

    /// <summary>What is wrong with a stream's work, after waiting for it; null when nothing is.</summary>
    public static string? ErrorOf(nint stream) => StreamSynchronize(stream) is var status and not 0 ? Describe(status) : null;

    /// <summary>Device memory, zeroed before whatever follows on the stream.</summary>
    public static nint Allocate(long bytes, nint stream)
    {
        Require(Malloc(out var address, (nuint)bytes), $"cudaMalloc of {bytes:N0} bytes");
        Require(MemsetAsync(address, 0, (nuint)bytes, stream), "cudaMemsetAsync");
        return address;
    }

    public static void Free(nint address) => _ = FreeMemory(address);

    /// <summary>Device memory from the device's pool, in the stream's order.</summary>
    public static nint AllocateFromPool(long bytes, nint stream)
    {
        Require(MallocAsync(out var address, (nuint)bytes, stream), $"cudaMallocAsync of {bytes:N0} bytes");
        return address;
    }

    public static void FreeToPool(nint address, nint stream) => _ = FreeAsync(address, stream);

    /// <summary>Has the device's pool keep what is freed, up to some bytes, instead of giving it back at the next wait.</summary>
    public static void KeepInPool(int device, long bytes)
    {
        Require(DeviceGetDefaultMemPool(out var pool, device), "cudaDeviceGetDefaultMemPool");
        var threshold = (ulong)bytes;
        Require(MemPoolSetAttribute(pool, ReleaseThreshold, ref threshold), "cudaMemPoolSetAttribute");
    }

    /// <summary>Host memory that the device reads and writes without the processor.</summary>
    public static nint AllocateHost(long bytes)
    {
        Require(HostAlloc(out var address, (nuint)bytes, 0), $"cudaHostAlloc of {bytes:N0} bytes");
        return address;
    }

    public static void FreeHost(nint address) => _ = FreeHostMemory(address);

    /// <summary>Copies within the device, to it or from it, in the stream's order.</summary>
    public static void Copy(nint from, nint to, long bytes, nint stream) => Require(MemcpyAsync(to, from, (nuint)bytes, EitherWay, stream), "cudaMemcpyAsync");

    public static void CopyRows(nint from, long fromPitch, nint to, long toPitch, long width, int rows, nint stream) =>
        Require(Memcpy2DAsync(to, (nuint)toPitch, from, (nuint)fromPitch, (nuint)width, (nuint)rows, EitherWay, stream), "cudaMemcpy2DAsync");

    /// <summary>
    /// Where a device is on the PCI bus, such as 0000:3b:00.0: the name that other libraries know it by, whatever CUDA_VISIBLE_DEVICES shows.
    /// </summary>
    public static string PciBusId(int device)
    {
        var name = new byte[32];
        Require(GetPciBusId(name, name.Length, device), "cudaDeviceGetPCIBusId");
        return Encoding.ASCII.GetString(name.AsSpan(0, name.AsSpan().IndexOf((byte)0)));
    }

    private static void Require(int status, string call)
    {
        if (status != 0) throw new CudaException(call, status, Describe(status));
    }

    private static string Describe(int status) => $"CUDA error {status}, {Marshal.PtrToStringUTF8(GetErrorString(status))}";

    private static nint Resolve(string name, Assembly assembly, DllImportSearchPath? path)
    {
        if (name != Library) return 0;
        foreach (var candidate in Names)
        {
            if (NativeLibrary.TryLoad(candidate, out var handle)) return handle;
        }

        return 0;
    }

    [LibraryImport(Library, EntryPoint = "cudaGetDeviceCount")]
    private static partial int GetDeviceCount(out int count);

    [LibraryImport(Library, EntryPoint = "cudaSetDevice")]
    private static partial int SetDevice(int device);

    [LibraryImport(Library, EntryPoint = "cudaMemGetInfo")]
    private static partial int MemGetInfo(out nuint free, out nuint total);

    [LibraryImport(Library, EntryPoint = "cudaStreamCreateWithFlags")]
    private static partial int StreamCreate(out nint stream, uint flags);

    [LibraryImport(Library, EntryPoint = "cudaStreamDestroy")]
    private static partial int StreamDestroy(nint stream);

    [LibraryImport(Library, EntryPoint = "cudaStreamSynchronize")]
    private static partial int StreamSynchronize(nint stream);

    [LibraryImport(Library, EntryPoint = "cudaMalloc")]
    private static partial int Malloc(out nint address, nuint bytes);

    [LibraryImport(Library, EntryPoint = "cudaMemsetAsync")]
    private static partial int MemsetAsync(nint address, int value, nuint bytes, nint stream);

    [LibraryImport(Library, EntryPoint = "cudaFree")]
    private static partial int FreeMemory(nint address);

    [LibraryImport(Library, EntryPoint = "cudaMallocAsync")]
    private static partial int MallocAsync(out nint address, nuint bytes, nint stream);

    [LibraryImport(Library, EntryPoint = "cudaFreeAsync")]
    private static partial int FreeAsync(nint address, nint stream);

    [LibraryImport(Library, EntryPoint = "cudaDeviceGetDefaultMemPool")]
    private static partial int DeviceGetDefaultMemPool(out nint pool, int device);

    [LibraryImport(Library, EntryPoint = "cudaMemPoolSetAttribute")]
    private static partial int MemPoolSetAttribute(nint pool, int attribute, ref ulong value);

    [LibraryImport(Library, EntryPoint = "cudaHostAlloc")]
    private static partial int HostAlloc(out nint address, nuint bytes, uint flags);

    [LibraryImport(Library, EntryPoint = "cudaFreeHost")]
    private static partial int FreeHostMemory(nint address);

    [LibraryImport(Library, EntryPoint = "cudaMemcpyAsync")]
    private static partial int MemcpyAsync(nint to, nint from, nuint bytes, int kind, nint stream);

    [LibraryImport(Library, EntryPoint = "cudaMemcpy2DAsync")]
    private static partial int Memcpy2DAsync(nint to, nuint toPitch, nint from, nuint fromPitch, nuint width, nuint rows, int kind, nint stream);

    [LibraryImport(Library, EntryPoint = "cudaDeviceGetPCIBusId")]
    private static partial int GetPciBusId([Out] byte[] name, int length, int device);

    [LibraryImport(Library, EntryPoint = "cudaGetErrorString")]
    private static partial nint GetErrorString(int status);
}
