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
        if (device == Cpu) return;
        if (CudaIndex(device) is null) throw new DeviceUnavailableException($"There is no device '{device}': use {Cpu}, or {CudaPrefix}N for a GPU.");
        if (!OrtEnv.Instance().GetAvailableProviders().Contains(CudaProvider))
        {
            throw new DeviceUnavailableException(
                $"Device {device} needs ONNX Runtime for CUDA, this build has the CPU's: build with -p:JudgerAccelerator=cuda "
                + $"(package Microsoft.ML.OnnxRuntime.Gpu), or use {Cpu}.");
        }

        // GroupQueryAttention has half-precision kernels only there; computing it on the CPU instead would be a silent fallback.
        if (manifest.Precision != ModelPrecision.Float16)
        {
            throw new DeviceUnavailableException(
                $"Device {device} runs float16 models, {manifest.Name} is {manifest.Precision.ToString().ToLowerInvariant()}: export it with --precision float16, or use {Cpu}.");
        }
    }

    /// <summary>The number of a GPU; null for any other name.</summary>
    public static int? CudaIndex(string device) =>
        device.StartsWith(CudaPrefix, StringComparison.Ordinal) && int.TryParse(device.AsSpan(CudaPrefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var index) ? index : null;

    /// <summary>Opens one graph.</summary>
    /// <exception cref="ModelFolderException">The graph cannot be loaded.</exception>
    /// <exception cref="DeviceUnavailableException">The GPU does not take the graph.</exception>
    public static InferenceSession Open(ModelFolder folder, string graph, EngineOptions engine)
    {
        using var options = CreateOptions(engine);
        if (CudaIndex(engine.Device) is { } index) UseCuda(options, engine.Device, index);
        try
        {
            return new InferenceSession(folder.PathOf(graph), options);
        }
        catch (OnnxRuntimeException e)
        {
            var reason = e.Message.ReplaceLineEndings(" ");
            throw new ModelFolderException($"{folder.PathOf(graph)} cannot be loaded ({reason}): export the model again with this build.", e);
        }
    }

    /// <summary>How every graph is run, but for the device.</summary>
    public static SessionOptions CreateOptions(EngineOptions engine)
    {
        AttentionKernel.PreferPlain();
        var options = new SessionOptions
        {
            IntraOpNumThreads = engine.IntraOpThreads,
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

    private static void UseCuda(SessionOptions options, string device, int index)
    {
        // A graph that would fall off the GPU is an error at start, not a slow answer later.
        options.AddSessionConfigEntry("session.disable_cpu_ep_fallback", "1");
        try
        {
            using var cuda = new OrtCUDAProviderOptions();
            cuda.UpdateOptions(new Dictionary<string, string>
            {
                ["device_id"] = index.ToString(CultureInfo.InvariantCulture),
                ["arena_extend_strategy"] = "kSameAsRequested",
            });
            options.AppendExecutionProvider_CUDA(cuda);
        }
        catch (OnnxRuntimeException e)
        {
            throw new DeviceUnavailableException($"Device {device} cannot be used ({e.Message.ReplaceLineEndings(" ")}): check the driver, CUDA and cuDNN, or use {Cpu}.", e);
        }
    }
}
