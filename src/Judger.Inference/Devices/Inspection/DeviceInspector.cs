using Judger.Inference.Errors;
using Microsoft.ML.OnnxRuntime;

namespace Judger.Inference.Devices.Inspection;

/// <summary>Looks at what a machine offers to run models on. Nothing is computed; what is missing is part of the report, not an error.</summary>
public static class DeviceInspector
{
    /// <summary>Looks at this machine. CUDA's libraries are loaded where they are found, and stay loaded.</summary>
    /// <exception cref="ElfFormatException">The build's own CUDA provider is damaged.</exception>
    public static DeviceReport Inspect() => Inspect(CudaDriver.Library, NvidiaDriver.Library);

    /// <param name="cuda">The driver's library.</param>
    /// <param name="nvml">The driver's management library.</param>
    internal static DeviceReport Inspect(string cuda, string nvml)
    {
        var (version, providers) = (OrtEnv.Instance().GetVersionString(), OrtEnv.Instance().GetAvailableProviders());
        var provider = CudaLibraries.FindProvider();
        var names = provider is null ? [] : CudaLibraries.NamesOf(provider);
        var libraries = CudaLibraries.Find(names);
        var (driver, gpus) = Driver(cuda, nvml);
        var error = provider is not null && gpus.Count > 0 && libraries.All(library => library.IsFound) ? ProviderError() : null;
        return new(
            new(version, providers, provider, CudaPackages.MajorOf(names), error), driver, libraries, gpus, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes);
    }

    private static (DriverReport? Driver, IReadOnlyList<GpuReport> Gpus) Driver(string cuda, string nvml)
    {
        var (reading, version) = (CudaDriver.Read(cuda), NvidiaDriver.Version(nvml));
        if (reading is null && version is null) return (null, []);
        return (
            new(version, reading?.CudaVersion, reading?.Error),
            [.. reading?.Gpus.Select(gpu => gpu with { MemoryFree = NvidiaDriver.FreeMemory(nvml, gpu.PciBusId) }) ?? []]);
    }

    // Says what no list of files can: that the provider itself takes them.
    private static string? ProviderError()
    {
        using var options = new SessionOptions();
        try
        {
            options.AppendExecutionProvider_CUDA(0);
            return null;
        }
        catch (OnnxRuntimeException e)
        {
            return e.Message.ReplaceLineEndings(" ");
        }
    }
}
