using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace Judger.Inference.Devices.Inspection;

/// <summary>
/// What NVIDIA's driver says of itself and its GPUs, by the driver's own library, which is there without CUDA's. No context is made on a GPU.
/// Source: CUDA Driver API reference.
/// </summary>
internal static unsafe class CudaDriver
{
    /// <summary>The library.</summary>
    public const string Library = "libcuda.so.1";

    private const int Success = 0;
    private const int CapabilityMajor = 75;
    private const int CapabilityMinor = 76;

    /// <summary>The version of CUDA and the GPUs, or why the driver does not start; null where the library is missing.</summary>
    public static CudaDriverReading? Read(string path)
    {
        if (!NativeLibrary.TryLoad(path, out var library)) return null;
        try
        {
            int version = 0, count = 0;
            if (((delegate* unmanaged<int*, int>)NativeLibrary.GetExport(library, "cuDriverGetVersion"))(&version) != Success) version = 0;
            var cuda = new Version(version / 1000, version % 1000 / 10);
            var status = ((delegate* unmanaged<uint, int>)NativeLibrary.GetExport(library, "cuInit"))(0);
            if (status == Success) status = ((delegate* unmanaged<int*, int>)NativeLibrary.GetExport(library, "cuDeviceGetCount"))(&count);
            if (status != Success) return new(cuda, ErrorText(library, status), []);
            return new(cuda, null, [.. Enumerable.Range(0, count).Select(index => Describe(library, index))]);
        }
        catch (EntryPointNotFoundException e)
        {
            return new(new(0, 0), e.Message, []);
        }
    }

    private static GpuReport Describe(nint library, int index)
    {
        const int Length = 128;
        int device, major = 0, minor = 0;
        nuint memory = 0;
        Span<byte> name = stackalloc byte[Length];
        Span<byte> bus = stackalloc byte[Length];
        name.Clear();
        bus.Clear();
        _ = ((delegate* unmanaged<int*, int, int>)NativeLibrary.GetExport(library, "cuDeviceGet"))(&device, index);
        var attribute = (delegate* unmanaged<int*, int, int, int>)NativeLibrary.GetExport(library, "cuDeviceGetAttribute");
        _ = attribute(&major, CapabilityMajor, device);
        _ = attribute(&minor, CapabilityMinor, device);
        _ = ((delegate* unmanaged<nuint*, int, int>)NativeLibrary.GetExport(library, "cuDeviceTotalMem_v2"))(&memory, device);
        fixed (byte* text = name) _ = ((delegate* unmanaged<byte*, int, int, int>)NativeLibrary.GetExport(library, "cuDeviceGetName"))(text, Length, device);
        fixed (byte* text = bus) _ = ((delegate* unmanaged<byte*, int, int, int>)NativeLibrary.GetExport(library, "cuDeviceGetPCIBusId"))(text, Length, device);
        return new(string.Create(CultureInfo.InvariantCulture, $"cuda:{index}"), Text(name), Text(bus), new(major, minor), (long)memory, null);
    }

    private static string ErrorText(nint library, int status)
    {
        byte* name = null;
        if (NativeLibrary.TryGetExport(library, "cuGetErrorString", out var describe)) _ = ((delegate* unmanaged<int, byte**, int>)describe)(status, &name);
        return string.Create(CultureInfo.InvariantCulture, $"CUDA error {status}{(name is null ? "" : $", {Marshal.PtrToStringUTF8((nint)name)}")}");
    }

    private static string Text(ReadOnlySpan<byte> bytes) => Encoding.ASCII.GetString(bytes[..bytes.IndexOf((byte)0)]);
}
