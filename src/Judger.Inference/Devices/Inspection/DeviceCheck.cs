namespace Judger.Inference;

/// <summary>Holds devices and the models that they are to run against what the machine offers.</summary>
public static class DeviceCheck
{
    private const string Cpu = "cpu:0";
    private const string Simulated = "simulated:";

    /// <summary>Whether a name is one of a real device: <c>cpu:0</c> or <c>cuda:N</c>.</summary>
    public static bool IsDevice(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return name == Cpu || OnnxSessions.CudaIndex(name) is not null;
    }

    /// <summary>Checks targets in their order; those on one device share its memory. Every file of a model folder is compared with its manifest.</summary>
    public static IReadOnlyList<DeviceCheckResult> Run(DeviceReport machine, IEnumerable<DeviceTarget> targets)
    {
        ArgumentNullException.ThrowIfNull(machine);
        ArgumentNullException.ThrowIfNull(targets);
        var taken = new Dictionary<string, long>(StringComparer.Ordinal);
        return [.. targets.Select(target => Run(machine, target, taken))];
    }

    private static DeviceCheckResult Run(DeviceReport machine, DeviceTarget target, Dictionary<string, long> taken)
    {
        if (target.Device.StartsWith(Simulated, StringComparison.Ordinal)) return new(target, null, []);
        var problems = DeviceProblems(machine, target.Device).ToList();
        if (target.ModelFolder is null) return new(target, null, problems);
        try
        {
            var needs = ModelRequirements.Of(ModelFolder.Open(target.ModelFolder).Manifest, target.Engine, target.Device == Cpu);
            problems.AddRange(ModelRequirements.Problems(machine, target.Device, needs, taken.GetValueOrDefault(target.Device)));
            taken[target.Device] = taken.GetValueOrDefault(target.Device) + needs.Total;
            return new(target, needs, problems);
        }
        catch (ModelFolderException e)
        {
            problems.Add(new(DeviceProblemCodes.ModelFolder, e.Message, "Name the folder that `judger export` wrote."));
            return new(target, null, problems);
        }
    }

    private static IEnumerable<DeviceProblem> DeviceProblems(DeviceReport machine, string device)
    {
        if (device == Cpu) return [];
        return OnnxSessions.CudaIndex(device) is { } index
            ? CudaRequirements.Problems(machine, device, index)
            : [new(DeviceProblemCodes.UnknownDevice, $"There is no device '{device}'.", $"Use {Cpu}, or cuda:N for a GPU.")];
    }
}
