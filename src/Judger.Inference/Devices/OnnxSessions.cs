using System.Globalization;
using Microsoft.ML.OnnxRuntime;

namespace Judger.Inference;

/// <summary>Opens a model folder's graphs on a device.</summary>
internal static class OnnxSessions
{
    private const string Cpu = "cpu:0";
    private const string CudaPrefix = "cuda:";
    private const string CudaProvider = "CUDAExecutionProvider";

    /// <summary>Refuses a device that cannot run the model, before anything is loaded.</summary>
    public static void RequireDevice(string device, ModelManifest manifest)
    {
        if (device != Cpu && CudaIndex(device) is null) throw new DeviceUnavailableException($"There is no device '{device}': use {Cpu}, or {CudaPrefix}N for a GPU.");
        if (device != Cpu && !OrtEnv.Instance().GetAvailableProviders().Contains(CudaProvider))
        {
            throw new DeviceUnavailableException(
                $"Device {device} needs ONNX Runtime for CUDA, this build has the CPU's: build with -p:JudgerAccelerator=cuda "
                + $"(package Microsoft.ML.OnnxRuntime.Gpu.Linux), or use {Cpu}.");
        }

        // Computing a precision elsewhere instead would be a silent fallback.
        if (ModelRequirements.WrongPrecision(device, manifest.Name, manifest.Precision) is { } wrong) throw new DeviceUnavailableException($"{wrong.Problem} {wrong.Remedy}");
    }

    /// <summary>The number of a GPU; null for any other name.</summary>
    public static int? CudaIndex(string device) =>
        device.StartsWith(CudaPrefix, StringComparison.Ordinal) && int.TryParse(device.AsSpan(CudaPrefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var index) ? index : null;

    /// <summary>Takes the device that the options name.</summary>
    /// <exception cref="DeviceUnavailableException">The device is not there, or cannot hold the model.</exception>
    public static IDevice OpenDevice(ModelFolder folder, EngineOptions options) =>
        CudaIndex(options.Device) is { } index ? CudaDevice.Open(index, folder, options) : new CpuDevice();

    /// <summary>Opens one graph.</summary>
    /// <exception cref="ModelFolderException">The graph cannot be loaded.</exception>
    /// <exception cref="DeviceUnavailableException">The GPU does not take the graph.</exception>
    public static InferenceSession Open(ModelFolder folder, string graph, IDevice device, EngineOptions engine)
    {
        using var options = CreateOptions(engine);
        device.Configure(options);
        try
        {
            return new InferenceSession(folder.PathOf(graph), options);
        }
        catch (OnnxRuntimeException e)
        {
            var reason = e.Message.ReplaceLineEndings(" ");
            if (device is not CpuDevice)
                throw new DeviceUnavailableException($"Device {engine.Device} cannot run {folder.PathOf(graph)} ({reason}): free memory on it, or export the model again with this build.", e);
            throw new ModelFolderException($"{folder.PathOf(graph)} cannot be loaded ({reason}): export the model again with this build.", e);
        }
    }

    /// <summary>How every graph is run, but for the device.</summary>
    public static SessionOptions CreateOptions(EngineOptions engine)
    {
        AttentionKernel.PreferPlain();
        var options = new SessionOptions
        {
            IntraOpNumThreads = engine.ThreadCount,
            InterOpNumThreads = 1,
            ExecutionMode = ExecutionMode.ORT_SEQUENTIAL,
            GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_ALL,
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR,
        };

        // Without VNNI, products of uint8 and int8 would saturate; with it, the exact kernels are 3.5 times slower and give the same.
        if (!Processor.HasVnni) options.AddSessionConfigEntry("session.x64quantprecision", "1");

        // Threads that spin while they wait collapse when a neighbour needs the core.
        options.AddSessionConfigEntry("session.intra_op.allow_spinning", engine.AllowSpinning ? "1" : "0");
        return options;
    }
}
