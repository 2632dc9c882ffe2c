using System.Runtime.InteropServices;
using System.Text;
using Judger.Inference.Devices.Cuda;

namespace Judger.Inference.Devices;

/// <summary>
/// How busy and how full an NVIDIA GPU is, as its driver's management library (NVML) tells. Where that library is missing there is no monitor: a container gets
/// it with NVIDIA_DRIVER_CAPABILITIES=compute,utility.
/// </summary>
public sealed unsafe class NvidiaMonitor : IDisposable
{
    private const string Library = "libnvidia-ml.so.1";
    private const int Success = 0;

    private readonly nint _device;
    private readonly delegate* unmanaged<nint, Utilization*, int> _utilization;
    private readonly delegate* unmanaged<nint, Memory*, int> _memory;
    private readonly delegate* unmanaged<int> _shutdown;
    private int _isDisposed;

    private NvidiaMonitor(nint library, nint device)
    {
        _device = device;
        _utilization = (delegate* unmanaged<nint, Utilization*, int>)NativeLibrary.GetExport(library, "nvmlDeviceGetUtilizationRates");
        _memory = (delegate* unmanaged<nint, Memory*, int>)NativeLibrary.GetExport(library, "nvmlDeviceGetMemoryInfo");
        _shutdown = (delegate* unmanaged<int>)NativeLibrary.GetExport(library, "nvmlShutdown");
    }

    /// <summary>The monitor of a device such as <c>cuda:0</c>; null for other devices, and where NVML is missing or does not know the device.</summary>
    public static NvidiaMonitor? Open(string device)
    {
        ArgumentNullException.ThrowIfNull(device);
        return DeviceName.TryParse(device, out var name) && name.Kind == DeviceKind.Cuda ? Open(Library, () => CudaRuntime.PciBusId(name.Index)) : null;
    }

    /// <summary>
    /// The share of the last sampling period (up to a second) in which a kernel ran, 0 to 1, and bytes of device memory; null when the driver does not tell.
    /// </summary>
    public NvidiaReading? Read()
    {
        Utilization utilization;
        Memory memory;
        return _isDisposed == 0 && _utilization(_device, &utilization) == Success && _memory(_device, &memory) == Success
            ? new(utilization.Gpu / 100.0, (long)memory.Used, (long)memory.Total)
            : null;
    }

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) == 0) _ = _shutdown();
    }

    /// <param name="path">The library.</param>
    /// <param name="busId">Names the device.</param>
    internal static NvidiaMonitor? Open(string path, Func<string> busId)
    {
        if (!NativeLibrary.TryLoad(path, out var library)) return null;
        try
        {
            var init = (delegate* unmanaged<int>)NativeLibrary.GetExport(library, "nvmlInit_v2");
            var find = (delegate* unmanaged<byte*, nint*, int>)NativeLibrary.GetExport(library, "nvmlDeviceGetHandleByPciBusId_v2");
            if (init() != Success) return null;
            nint device;
            fixed (byte* name = Encoding.ASCII.GetBytes(busId() + '\0'))
            {
                if (find(name, &device) == Success) return new(library, device);
            }

            _ = ((delegate* unmanaged<int>)NativeLibrary.GetExport(library, "nvmlShutdown"))();
        }
        catch (Exception exception) when (exception is EntryPointNotFoundException or DllNotFoundException or InvalidOperationException)
        {
            // A driver of another age, or no CUDA runtime: nothing is monitored, and everything else works.
        }

        return null;
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct Utilization
    {
        public uint Gpu;
        public uint Memory;
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct Memory
    {
        public ulong Total;
        public ulong Free;
        public ulong Used;
    }
}
