using System.Runtime.InteropServices;
using System.Text;

namespace Judger.Inference.Devices.Inspection;

/// <summary>What NVIDIA's management library (NVML) says of the driver. Source: NVML API reference.</summary>
internal static unsafe class NvidiaDriver
{
    /// <summary>The library.</summary>
    public const string Library = "libnvidia-ml.so.1";

    private const int Success = 0;
    private const int Length = 80;

    /// <summary>The driver's version, such as 580.95.05; null where the library is missing or does not say.</summary>
    public static string? Version(string path)
    {
        if (!NativeLibrary.TryLoad(path, out var library)) return null;
        try
        {
            if (((delegate* unmanaged<int>)NativeLibrary.GetExport(library, "nvmlInit_v2"))() != Success) return null;
            Span<byte> version = stackalloc byte[Length];
            version.Clear();
            fixed (byte* text = version)
                _ = ((delegate* unmanaged<byte*, uint, int>)NativeLibrary.GetExport(library, "nvmlSystemGetDriverVersion"))(text, Length);
            _ = ((delegate* unmanaged<int>)NativeLibrary.GetExport(library, "nvmlShutdown"))();
            return version[0] == 0 ? null : Encoding.ASCII.GetString(version[..version.IndexOf((byte)0)]);
        }
        catch (EntryPointNotFoundException)
        {
            return null;
        }
    }

    /// <summary>Bytes of a GPU's memory that no process has taken; null where the library is missing or does not say.</summary>
    public static long? FreeMemory(string path, string pciBusId)
    {
        using var monitor = NvidiaMonitor.Open(path, () => pciBusId);
        return monitor?.Read() is { } reading ? reading.MemoryTotal - reading.MemoryUsed : null;
    }
}
