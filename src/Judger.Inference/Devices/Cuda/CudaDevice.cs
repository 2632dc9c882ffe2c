using System.Globalization;
using Judger.Inference.Contract;
using Judger.Inference.Devices.Inspection;
using Judger.Inference.Errors;
using Judger.Inference.Kv;
using Judger.Inference.Manifest;
using Microsoft.ML.OnnxRuntime;

namespace Judger.Inference.Devices.Cuda;

/// <summary>
/// One NVIDIA GPU. Every session, copy and run of an engine is on one stream, so they follow each other without waiting; only what the host reads is waited
/// for.
/// </summary>
internal sealed class CudaDevice : IDevice
{
    // Bits of ONNX Runtime's AttentionBackend. Left out is cuDNN's kernel, which ONNX Runtime would prefer here: it plans anew for every length.
    private const int FlashAttention = 1;
    private const int EfficientAttention = 2;
    private const int MathAttention = 16;

    private readonly int _index;
    private readonly EngineOptions _options;
    private readonly long _arenaBytes;

    private CudaDevice(int index, EngineOptions options, ModelNeeds needs, long free)
    {
        // What ONNX Runtime may take of the memory: all that lanes and prefixes leave.
        (_index, _options, _arenaBytes) = (index, options, free - needs.KeyValues - needs.PrefixCache);
        Stream = CudaRuntime.CreateStream();
        CudaRuntime.KeepInPool(index, needs.PrefixCache);
        MemoryInfo = new("Cuda", OrtAllocatorType.DeviceAllocator, index, OrtMemType.Default);
    }

    public bool IsSerial => true;

    public bool ReplaysSteps => _options.CudaGraphs;

    public string? Failure
    {
        get
        {
            Use();
            return CudaRuntime.ErrorOf(Stream);
        }
    }

    /// <summary>Where all work is queued.</summary>
    public nint Stream { get; }

    /// <summary>How often all work has been waited for: what was queued under an earlier number is done.</summary>
    public long Waits { get; private set; }

    public OrtMemoryInfo MemoryInfo { get; }

    /// <summary>Takes a GPU for a model.</summary>
    /// <exception cref="DeviceUnavailableException">The GPU is not there, or has too little memory for the model.</exception>
    public static CudaDevice Open(int index, ModelFolder folder, EngineOptions options)
    {
        try
        {
            var count = CudaRuntime.DeviceCount();
            if (index >= count)
            {
                throw new DeviceUnavailableException(
                    $"Device {options.Device} is not there: this process sees {count} GPUs, cuda:0 to cuda:{count - 1}. Check CUDA_VISIBLE_DEVICES.");
            }
            CudaRuntime.Use(index);
            var (free, _) = CudaRuntime.Memory();
            var needs = ModelRequirements.Of(folder.Manifest, options, DeviceKind.Cuda);
            if (ModelRequirements.Shortage(options.Device, needs, free, taken: 0) is { } shortage)
                throw new DeviceUnavailableException($"{shortage.Problem} {shortage.Remedy}");
            return new(index, options, needs, free);
        }
        catch (DllNotFoundException e)
        {
            throw new DeviceUnavailableException(
                $"Device {options.Device} cannot be used: {CudaRuntime.LibraryFile} cannot be loaded. Install CUDA 13's runtime libraries or add their folder "
                + "to LD_LIBRARY_PATH; `judger doctor` lists what is missing.",
                e);
        }
        catch (CudaException e)
        {
            throw new DeviceUnavailableException(
                $"Device {options.Device} cannot be used ({e.Message}): check the driver with nvidia-smi, and `judger doctor`.", e);
        }
    }

    /// <summary>What prevents a GPU from running a precision; null when it can. GroupQueryAttention has kernels for half precision only there.</summary>
    public static DeviceProblem? WrongPrecision(DeviceName device, string model, ModelPrecision precision) =>
        precision is ModelPrecision.Float16 or ModelPrecision.BFloat16
        ? null
        : new(
            DeviceProblemCodes.Precision,
            $"Device {device} runs float16 and bfloat16 models; {model} is {precision.ToString().ToLowerInvariant()}.",
            $"Export it with --precision float16, or use {DeviceName.Cpu}.");

    /// <summary>Makes the GPU the calling thread's.</summary>
    public void Use() => CudaRuntime.Use(_index);

    /// <summary>Waits until all that is queued is done.</summary>
    public void Wait()
    {
        CudaRuntime.Synchronize(Stream);
        Waits++;
    }

    public void Configure(SessionOptions options)
    {
        // A graph that would fall off the GPU is an error at start, not a slow answer later.
        options.AddSessionConfigEntry("session.disable_cpu_ep_fallback", "1");
        try
        {
            using var cuda = new OrtCUDAProviderOptions();
            cuda.UpdateOptions(new Dictionary<string, string>
            {
                ["device_id"] = Text(_index),
                ["gpu_mem_limit"] = Text(_arenaBytes),
                ["arena_extend_strategy"] = "kSameAsRequested",
                ["sdpa_kernel"] = Text(FlashAttention | EfficientAttention | MathAttention),
                ["enable_cuda_graph"] = ReplaysSteps ? "1" : "0",
            });
            OrtCudaStream.Set(cuda, Stream);
            options.AppendExecutionProvider_CUDA(cuda);
        }
        catch (OnnxRuntimeException e)
        {
            throw new DeviceUnavailableException(
                $"Device {_options.Device} cannot be used ({e.Message.ReplaceLineEndings(" ")}): check the driver and CUDA's libraries with "
                + "`judger doctor`, or use cpu:0.",
                e);
        }
    }

    public InferenceException LoadError(string graph, string reason, Exception cause) => new DeviceUnavailableException(
        $"Device {_options.Device} cannot run {graph} ({reason}): free memory on it, or export the model again with this build.", cause);

    public RunOptions CreateRunOptions(int? replay = null)
    {
        var options = new RunOptions();

        // What comes after a run is on the same stream; whoever reads an output waits for it.
        options.AddRunConfigEntry("disable_synchronize_execution_providers", "1");
        if (ReplaysSteps) options.AddRunConfigEntry("gpu_graph_id", Text(replay ?? -1));
        return options;
    }

    public DeviceBuffer<T> Allocate<T>(int length)
        where T : unmanaged => new CudaBuffer<T>(this, length, hasHostSide: true);

    public DeviceBuffer<T> AllocateHidden<T>(int length)
        where T : unmanaged => new CudaBuffer<T>(this, length, hasHostSide: false);

    public KvMemory AllocateKv(KvLayout layout, int lanes) => new CudaKvMemory(layout, lanes, this);

    public OrtValue ViewKv(KvMemory memory, int plane, int first, int count) => memory.View(MemoryInfo, plane, first, count);

    public nint AllocateMemory(long bytes)
    {
        Use();
        return CudaRuntime.Allocate(bytes, Stream);
    }

    public void FreeMemory(nint address)
    {
        Use();
        CudaRuntime.Free(address);
    }

    public void Dispose()
    {
        MemoryInfo.Dispose();
        Use();
        CudaRuntime.DestroyStream(Stream);
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
