using Judger.Inference.Errors;
using Judger.Inference.Manifest;

namespace Judger.Inference.Devices.Inspection;

/// <summary>Holds devices and the models that they are to run against what the machine offers.</summary>
public static class DeviceCheck
{
    /// <summary>Whether a name is one of a real device: <c>cpu:0</c> or <c>cuda:N</c>.</summary>
    public static bool IsDevice(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return DeviceName.TryParse(name, out var device) && device.Kind != DeviceKind.Simulated;
    }

    /// <summary>Checks targets in their order; those on one device share its memory. Every file of a model folder is compared with its manifest.</summary>
    public static IReadOnlyList<DeviceCheckResult> Run(DeviceReport machine, IEnumerable<DeviceTarget> targets)
    {
        ArgumentNullException.ThrowIfNull(machine);
        ArgumentNullException.ThrowIfNull(targets);
        var taken = new Dictionary<string, long>(StringComparer.Ordinal);
        return [.. targets.Select(target => Run(machine, target, taken, folder => ModelFolder.Open(folder).Manifest))];
    }

    /// <summary>
    /// Checks one target as if nothing else ran on its device. Only the lengths of a model folder's files are compared with its manifest, so that it takes no
    /// longer for a large model.
    /// </summary>
    public static DeviceCheckResult Estimate(DeviceReport machine, DeviceTarget target)
    {
        ArgumentNullException.ThrowIfNull(machine);
        ArgumentNullException.ThrowIfNull(target);
        return Run(machine, target, [], ModelFolder.ReadManifestWithLengths);
    }

    private static DeviceCheckResult Run(
        DeviceReport machine, DeviceTarget target, Dictionary<string, long> taken, Func<string, ModelManifest> read)
    {
        if (!DeviceName.TryParse(target.Device, out var device)) return new(target, null, [Unknown(target.Device)]);
        if (device.Kind == DeviceKind.Simulated) return new(target, null, []);
        var problems = device.Kind == DeviceKind.Cuda ? CudaRequirements.Problems(machine, target.Device, device.Index).ToList() : [];
        if (target.ModelFolder is null) return new(target, null, problems);
        try
        {
            var needs = ModelRequirements.Of(read(target.ModelFolder), target.Engine, device.Kind);
            problems.AddRange(ModelRequirements.Problems(machine, device, needs, taken.GetValueOrDefault(target.Device)));
            taken[target.Device] = taken.GetValueOrDefault(target.Device) + needs.Total;
            return new(target, needs, problems);
        }
        catch (ModelFolderException e)
        {
            problems.Add(new(DeviceProblemCodes.ModelFolder, e.Message, "Name the folder that `judger export` wrote."));
            return new(target, null, problems);
        }
    }

    private static DeviceProblem Unknown(string device) =>
        new(DeviceProblemCodes.UnknownDevice, $"There is no device '{device}'.", $"Use {DeviceName.Cpu}, or cuda:N for a GPU.");
}
