using Judger.Inference.Contract;
using Judger.Inference.Devices.Inspection;
using Judger.Inference.Errors;
using Judger.Inference.Manifest;

namespace Judger.Cli.Models;

/// <summary>A model folder, and what it needs on a device. Sizes in bytes.</summary>
/// <param name="Folder">Where it lies, as it was found.</param>
/// <param name="Manifest">What it is; null for a broken one.</param>
/// <param name="Needs">What it takes of the device; null for a broken one.</param>
/// <param name="ImageCache">Encoded images that are kept, at most.</param>
/// <param name="MostLanes">How many lanes there is memory for: as many as wanted, fewer, or none.</param>
/// <param name="Problems">Why it is broken, or why the device cannot run it; empty when it can.</param>
internal sealed record FoundModel(
    string Folder, ModelManifest? Manifest, ModelNeeds? Needs, long ImageCache, int MostLanes, IReadOnlyList<DeviceProblem> Problems)
{
    public bool IsBroken => Manifest is null;

    /// <summary>Bytes of all its files.</summary>
    public long Size => Manifest?.Files.Values.Sum(file => file.Bytes) ?? 0;

    /// <summary>Weights, lanes and caches.</summary>
    public long Total => (Needs?.Total ?? 0) + ImageCache;

    /// <summary>Looks at a folder.</summary>
    /// <param name="machine">What there is.</param>
    /// <param name="folder">The folder.</param>
    /// <param name="engine">How it is to be run, and on which device.</param>
    public static FoundModel Look(DeviceReport machine, string folder, EngineOptions engine)
    {
        ModelManifest manifest;
        try
        {
            manifest = ModelFolder.ReadManifestWithLengths(folder);
        }
        catch (ModelFolderException exception)
        {
            return new(folder, null, null, 0, 0, [new(DeviceProblemCodes.ModelFolder, exception.Message, "Export the model again.")]);
        }

        var result = DeviceCheck.Estimate(machine, new(engine.Device, folder, engine));
        var lanes = result.Model is { } needs ? Lanes(machine, engine, needs) : 0;
        var isUnfit = result.Problems.Any(problem => problem.Code != DeviceProblemCodes.Memory);
        return new(folder, manifest, result.Model, engine.VisionCacheBytes, isUnfit ? 0 : lanes, result.Problems);
    }

    private static int Lanes(DeviceReport machine, EngineOptions engine, ModelNeeds needs)
    {
        var gpu = machine.Gpus.FirstOrDefault(gpu => gpu.Device == engine.Device);
        var (memory, imageCache) = gpu is null ? (machine.Memory, engine.VisionCacheBytes) : (gpu.MemoryFree ?? gpu.MemoryTotal, 0);
        var free = memory - (needs.Total - needs.KeyValues) - imageCache;
        return (int)Math.Clamp(free / Math.Max(1, needs.KeyValues / needs.Lanes), 0, needs.Lanes);
    }
}
