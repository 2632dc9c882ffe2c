using System.Globalization;
using Judger.Inference.Contract;
using Judger.Inference.Kv;
using Judger.Inference.Manifest;

namespace Judger.Inference.Devices.Inspection;

/// <summary>What a model needs of its device.</summary>
internal static class ModelRequirements
{
    private const double Giga = 1e9;

    // Intermediate results of the largest step and what CUDA's libraries load: an estimate, the same as in deploy/README.md. A model of LLaVA-1.5-7B's shape
    // with 32 lanes of 2,048 positions was seen to take 0.7 GB beside weights and lanes on an H200.
    private const long StepBytes = 2_000_000_000;

    private static readonly string[] Graphs = [ModelFileNames.Vision, ModelFileNames.Projector, ModelFileNames.Decoder, ModelFileNames.Prompts];

    /// <summary>The sizes, from the manifest and the options.</summary>
    public static ModelNeeds Of(ModelManifest manifest, EngineOptions engine, DeviceKind device)
    {
        var layout = KvLayout.Of(manifest, engine);
        var weights = Graphs.SelectMany(graph => new[] { graph, ModelFileNames.WeightsOf(graph) })
            .Sum(name => manifest.Files.GetValueOrDefault(name)?.Bytes ?? 0);
        return new(
            manifest.Name,
            manifest.Precision,
            weights,
            engine.Lanes,
            layout.Capacity,
            engine.Lanes * layout.LaneBytes * layout.Planes,
            engine.PrefixCacheBytes,
            device == DeviceKind.Cuda ? StepBytes : 0);
    }

    /// <summary>All that prevents a device from running the model.</summary>
    /// <param name="machine">What there is.</param>
    /// <param name="device">The device.</param>
    /// <param name="needs">What the model needs.</param>
    /// <param name="taken">Bytes that other models of the configuration need on the same device.</param>
    public static IEnumerable<DeviceProblem> Problems(DeviceReport machine, DeviceName device, ModelNeeds needs, long taken)
    {
        DeviceProblem[] wrong = DeviceCatalog.WrongPrecision(device, needs.Name, needs.Precision) is { } problem ? [problem] : [];
        return [.. wrong, .. device.Kind == DeviceKind.Cuda ? GpuProblems(machine, device.ToString(), needs, taken) : HostProblems(machine, needs)];
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
        if (Shortage(device, needs, gpu.MemoryFree ?? gpu.MemoryTotal, taken) is { } shortage) yield return shortage;
    }

    /// <summary>Too little memory of a GPU for a model; null when it fits.</summary>
    /// <param name="device">The device.</param>
    /// <param name="needs">What the model needs.</param>
    /// <param name="free">Bytes that are free on it.</param>
    /// <param name="taken">Bytes of those that other models need.</param>
    public static DeviceProblem? Shortage(string device, ModelNeeds needs, long free, long taken)
    {
        free -= taken;
        if (needs.Total <= free) return null;
        var lanes = (free - (needs.Total - needs.KeyValues)) / Math.Max(1, needs.KeyValues / needs.Lanes);
        return new(
            DeviceProblemCodes.Memory,
            string.Create(
                CultureInfo.InvariantCulture,
                $"{needs.Name} needs about {Size(needs.Total)} on {device}: {Size(needs.Weights)} for weights, {Size(needs.KeyValues)} for {needs.Lanes} lanes "
                + $"of {needs.Context:N0} positions, ")
            + $"{Size(needs.PrefixCache)} for kept prefixes, {Size(needs.Steps)} to work in; {Size(Math.Max(0, free))} are "
            + $"free{(taken > 0 ? $" beside {Size(taken)} for other models" : "")}.",
            lanes > 0
                ? string.Create(
                    CultureInfo.InvariantCulture,
                    $"Set Engine:Lanes to {lanes}, lower Engine:MaxContext or Engine:PrefixCacheBytes, or end other processes on the GPU.")
                : "End other processes on the GPU, lower Engine:PrefixCacheBytes, or use a GPU with more memory.");
    }

    private static string Size(long bytes) => string.Create(CultureInfo.InvariantCulture, $"{bytes / Giga:F1} GB");
}
