using System.Reflection;
using System.Runtime.InteropServices;
using System.Text;

namespace Judger.Inference;

/// <summary>The few calls of the CUDA runtime that ONNX Runtime's managed API does not offer: device memory of our own and strided copies within it.</summary>
internal static partial class CudaRuntime
{
    private const string Library = "cudart";
    private const int DeviceToDevice = 3;
    private static readonly string[] Names = ["libcudart.so.13", "libcudart.so.12", "libcudart.so", "cudart64_13.dll", "cudart64_12.dll"];

    static CudaRuntime() => NativeLibrary.SetDllImportResolver(typeof(CudaRuntime).Assembly, Resolve);

    /// <summary>Makes a device the calling thread's.</summary>
    public static void Use(int device) => Require(SetDevice(device), "cudaSetDevice");

    /// <summary>Device memory, zeroed.</summary>
    public static nint Allocate(long bytes)
    {
        Require(Malloc(out var address, (nuint)bytes), $"cudaMalloc of {bytes} bytes");
        Require(Memset(address, 0, (nuint)bytes), "cudaMemset");
        return address;
    }

    public static void Free(nint address) => _ = FreeMemory(address);

    public static void CopyRows(nint from, long fromPitch, nint to, long toPitch, long width, int rows) =>
        Require(Memcpy2D(to, (nuint)toPitch, from, (nuint)fromPitch, (nuint)width, (nuint)rows, DeviceToDevice), "cudaMemcpy2D");

    /// <summary>Where a device is on the PCI bus, such as 0000:3b:00.0: the name that other libraries know it by, whatever CUDA_VISIBLE_DEVICES shows.</summary>
    public static string PciBusId(int device)
    {
        var name = new byte[32];
        Require(GetPciBusId(name, name.Length, device), "cudaDeviceGetPCIBusId");
        return Encoding.ASCII.GetString(name.AsSpan(0, name.AsSpan().IndexOf((byte)0)));
    }

    public static void Synchronize() => Require(DeviceSynchronize(), "cudaDeviceSynchronize");

    private static void Require(int status, string call)
    {
        if (status != 0) throw new InvalidOperationException($"{call} failed with CUDA error {status}");
    }

    private static nint Resolve(string name, Assembly assembly, DllImportSearchPath? path)
    {
        if (name != Library) return 0;
        foreach (var candidate in Names)
        {
            if (NativeLibrary.TryLoad(candidate, out var handle)) return handle;
        }

        return 0;
    }

    [LibraryImport(Library, EntryPoint = "cudaSetDevice")]
    private static partial int SetDevice(int device);

    [LibraryImport(Library, EntryPoint = "cudaMalloc")]
    private static partial int Malloc(out nint address, nuint bytes);

    [LibraryImport(Library, EntryPoint = "cudaMemset")]
    private static partial int Memset(nint address, int value, nuint bytes);

    [LibraryImport(Library, EntryPoint = "cudaFree")]
    private static partial int FreeMemory(nint address);

    [LibraryImport(Library, EntryPoint = "cudaMemcpy2D")]
    private static partial int Memcpy2D(nint to, nuint toPitch, nint from, nuint fromPitch, nuint width, nuint rows, int kind);

    [LibraryImport(Library, EntryPoint = "cudaDeviceGetPCIBusId")]
    private static partial int GetPciBusId([Out] byte[] name, int length, int device);

    [LibraryImport(Library, EntryPoint = "cudaDeviceSynchronize")]
    private static partial int DeviceSynchronize();
}
