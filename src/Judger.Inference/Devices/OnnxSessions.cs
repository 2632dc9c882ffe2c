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
        if (!device.StartsWith(CudaPrefix, StringComparison.Ordinal) || !int.TryParse(device.AsSpan(CudaPrefix.Length), out var index) || index < 0)
            throw new DeviceUnavailableException($"There is no device '{device}': use {Cpu}, or {CudaPrefix}N for a GPU.");
        if (!OrtEnv.Instance().GetAvailableProviders().Contains(CudaProvider))
        {
            throw new DeviceUnavailableException(
                $"Device {device} needs ONNX Runtime for CUDA, this build has the CPU's: build with -p:JudgerAccelerator=cuda "
                + $"(package Microsoft.ML.OnnxRuntime.Gpu), or use {Cpu}.");
        }

        // GroupQueryAttention has half-precision kernels only there; computing it on the CPU instead would be a silent fallback.
        throw new DeviceUnavailableException($"Device {device} runs float16 models only, {manifest.Name} is {manifest.Precision}: use {Cpu}.");
    }

    public static InferenceSession Open(ModelFolder folder, string graph, int threads)
    {
        using var options = new SessionOptions
        {
            IntraOpNumThreads = threads,
            InterOpNumThreads = 1,
            ExecutionMode = ExecutionMode.ORT_SEQUENTIAL,
            GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_ALL,
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR,
        };

        // Threads that spin while they wait collapse when a neighbour needs the core.
        options.AddSessionConfigEntry("session.intra_op.allow_spinning", "0");
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
}
