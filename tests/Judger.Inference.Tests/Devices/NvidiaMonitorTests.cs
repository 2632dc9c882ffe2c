using System.Runtime.InteropServices;
using Judger.Inference.Devices;

namespace Judger.Inference.Tests.Devices;

/// <summary>What is read of NVML, from a library compiled for the test that answers as the real one does.</summary>
public sealed unsafe class NvidiaMonitorTests : IDisposable
{
    private const string BusId = "0000:3b:00.0";

    private readonly string _folder = Directory.CreateTempSubdirectory("judger-nvml-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_gpu_tells_how_busy_and_how_full_it_is_and_is_let_go_of()
    {
        var library = Gcc.Compile(_folder, "nvml.c");
        var users = (delegate* unmanaged<int>)NativeLibrary.GetExport(NativeLibrary.Load(library), "test_users");

        var monitor = NvidiaMonitor.Open(library, () => BusId);

        Assert.NotNull(monitor);
        Assert.Equal(new NvidiaReading(0.73, 20L << 30, 80L << 30), monitor.Read());
        monitor.Dispose();
        monitor.Dispose();
        Assert.Equal(0, users());
        Assert.Null(monitor.Read());

        Assert.Null(NvidiaMonitor.Open(library, () => "0000:00:00.0"));
        Assert.Null(NvidiaMonitor.Open(library, () => throw new DllNotFoundException("no CUDA runtime")));
        Assert.InRange(users(), 0, 1);
    }

    [Fact]
    public void Other_devices_and_machines_without_the_library_have_no_monitor()
    {
        Assert.Null(NvidiaMonitor.Open("cpu:0"));
        Assert.Null(NvidiaMonitor.Open("simulated:0"));
        Assert.Null(NvidiaMonitor.Open(Path.Combine(_folder, "missing.so"), () => BusId));
    }
}
