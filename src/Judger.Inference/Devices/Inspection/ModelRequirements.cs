using System.Globalization;

namespace Judger.Inference;

/// <summary>What a model needs of its device.</summary>
internal static class ModelRequirements
{
    private const double Giga = 1e9;

    // Intermediate results of the largest step: an estimate, the same as in deploy/README.md.
    private const long StepBytes = 2_000_000_000;

    private static readonly string[] Graphs = [ModelFileNames.Vision, ModelFileNames.Projector, ModelFileNames.Decoder];

    /// <summary>The sizes, from the manifest and the options.</summary>
    public static ModelNeeds Of(ModelManifest manifest, EngineOptions engine, bool isCpu)
    {
        var (decoder, context) = (manifest.Decoder, Math.Min(manifest.Decoder.Context, engine.MaxContext));
        var weights = Graphs.SelectMany(graph => new[] { graph, ModelFileNames.WeightsOf(graph) }).Sum(name => manifest.Files.GetValueOrDefault(name)?.Bytes ?? 0);
        var position = 2L * decoder.Layers * decoder.KeyValueHeads * decoder.HeadSize * (manifest.KvType == KeyValueType.Float16 ? 2 : 4);
        return new(manifest.Name, manifest.Precision, weights, engine.Lanes, context, position * context * engine.Lanes, engine.PrefixCacheBytes, isCpu ? 0 : StepBytes);
    }

    /// <summary>All that prevents a device from running the model.</summary>
    /// <param name="machine">What there is.</param>
    /// <param name="device">The device.</param>
    /// <param name="needs">What the model needs.</param>
    /// <param name="taken">Bytes that other models of the configuration need on the same device.</param>
    public static IEnumerable<DeviceProblem> Problems(DeviceReport machine, string device, ModelNeeds needs, long taken)
    {
        if (OnnxSessions.CudaIndex(device) is null) return HostProblems(machine, needs);
        return [.. PrecisionProblems(device, needs), .. GpuProblems(machine, device, needs, taken)];
    }

    private static IEnumerable<DeviceProblem> PrecisionProblems(string device, ModelNeeds needs)
    {
        if (needs.Precision == ModelPrecision.Float16) yield break;
        yield return new(
            DeviceProblemCodes.Precision,
            $"Device {device} runs float16 models; {needs.Name} is {needs.Precision.ToString().ToLowerInvariant()}.",
            "Export it with --precision float16, or use cpu:0.");
    }

    // Memory of lanes and caches is taken when it is first written, so only the weights have to fit.
    private static IEnumerable<DeviceProblem> HostProblems(DeviceReport machine, ModelNeeds needs)
    {
        if (needs.Weights <= machine.Memory) yield break;
        yield return new(
            DeviceProblemCodes.Memory,
            $"The weights of {needs.Name} are {Size(needs.Weights)}; this process may use {Size(machine.Memory)} of memory.",
            "Export it with --precision int8 or int4, or add memory.");
    }

    private static IEnumerable<DeviceProblem> GpuProblems(DeviceReport machine, string device, ModelNeeds needs, long taken)
    {
        if (machine.Gpus.FirstOrDefault(gpu => gpu.Device == device) is not { } gpu) yield break;
        var free = (gpu.MemoryFree ?? gpu.MemoryTotal) - taken;
        if (needs.Total <= free) yield break;
        var lanes = (free - (needs.Total - needs.KeyValues)) / Math.Max(1, needs.KeyValues / needs.Lanes);
        yield return new(
            DeviceProblemCodes.Memory,
            $"{needs.Name} needs about {Size(needs.Total)} on {device}; {Size(Math.Max(0, free))} are free{(taken > 0 ? $" beside {Size(taken)} for other models" : "")}.",
            lanes > 0
                ? string.Create(CultureInfo.InvariantCulture, $"Set Engine:Lanes to {lanes}, lower Engine:MaxContext or Engine:PrefixCacheBytes, or end other processes on the GPU.")
                : "End other processes on the GPU, lower Engine:PrefixCacheBytes, or use a GPU with more memory.");
    }

    private static string Size(long bytes) => string.Create(CultureInfo.InvariantCulture, $"{bytes / Giga:F1} GB");
}
