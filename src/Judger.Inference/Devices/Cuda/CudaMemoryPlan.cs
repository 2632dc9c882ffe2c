using System.Globalization;

namespace Judger.Inference;

/// <summary>What a model takes of a GPU's memory, in bytes, held against what is free before anything is loaded.</summary>
/// <param name="Weights">The graphs' weights.</param>
/// <param name="Lanes">Keys and values of the lanes.</param>
/// <param name="Prefixes">Keys and values that are kept beyond the lanes.</param>
/// <param name="Working">Activations of the largest prefill step, inputs and outputs, and CUDA's own libraries; an estimate.</param>
/// <param name="Free">Free on the device.</param>
internal sealed record CudaMemoryPlan(long Weights, long Lanes, long Prefixes, long Working, long Free)
{
    private const long Mebi = 1 << 20;

    // Kernels of CUDA's libraries and of ONNX Runtime as they are loaded, and cuBLAS's workspace.
    private const long LibraryBytes = 768 * Mebi;

    // Float16 activations that are alive at the same time in a layer, in multiples of the hidden size: packed queries, keys and values; gate, up and their
    // product, each about 2.7 wide; the stream, the normed stream and the input in float32.
    private const int AliveWidths = 16;

    public long Needed => Weights + Lanes + Prefixes + Working;

    /// <summary>What ONNX Runtime's arenas may take: all that lanes and prefixes leave.</summary>
    public long ArenaBytes => Free - Lanes - Prefixes;

    /// <exception cref="DeviceUnavailableException">The model does not fit.</exception>
    public static CudaMemoryPlan Create(ModelFolder folder, EngineOptions options, long free, long total)
    {
        var decoder = folder.Manifest.Decoder;
        var layout = KvLayout.Of(folder.Manifest, options);
        long chunk = Math.Min(layout.Capacity, options.ChunkPositions);
        var plan = new CudaMemoryPlan(
            folder.Manifest.Files.Where(file => file.Key != ModelFileNames.Embeddings && file.Key != ModelFileNames.Tokenizer).Sum(file => file.Value.Bytes),
            options.Lanes * layout.LaneBytes * layout.Planes,
            options.PrefixCacheBytes,
            LibraryBytes + (chunk * decoder.Hidden * AliveWidths * sizeof(ushort)) + (2L * options.Lanes * decoder.Vocabulary * sizeof(float)),
            free);
        return plan.Needed <= free ? plan : throw new DeviceUnavailableException(
            $"Device {options.Device} has {Size(free)} of its {Size(total)} free, and {folder.Manifest.Name} needs {Size(plan.Needed)}: {Size(plan.Weights)} for weights, "
            + $"{Size(plan.Lanes)} for {options.Lanes} lanes of {layout.Capacity:N0} positions, {Size(plan.Prefixes)} for kept prefixes, about {Size(plan.Working)} to work in. "
            + "Lower Engine:Lanes, Engine:MaxContext or Engine:PrefixCacheBytes, free the GPU, or use a larger one.");
    }

    private static string Size(long bytes) => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e9:F1} GB");
}
