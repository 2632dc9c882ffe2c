using Judger.Cli.Configuration;
using Judger.Inference.Contract;
using Judger.Inference.Devices.Inspection;
using Judger.Server.Configuration;

namespace Judger.Cli.Doctor;

/// <summary>Which devices are checked, and with which models.</summary>
internal static class DoctorTargets
{
    private const string Default = "cpu:0";

    /// <summary>One device.</summary>
    public static IReadOnlyList<DeviceTarget> Of(string? device, string? model) =>
        [new(device ?? Default, model, new EngineOptions { Device = device ?? Default })];

    /// <summary>The devices of a silo's slots. Slots of the same device and model share an engine, so they are checked once.</summary>
    /// <exception cref="ServerConfigurationException">All that is wrong with the options, in one line.</exception>
    public static IReadOnlyList<DeviceTarget> Of(JudgerOptions options)
    {
        ServeCheck.RequireValid(options);
        return
        [
            .. options.Slots
                .DistinctBy(slot => (slot.Device, slot.ModelFolder, slot.Simulated))
                .Select(slot => new DeviceTarget(slot.Device, slot.IsSimulated ? null : slot.ModelFolder, slot.Engine with { Device = slot.Device })),
        ];
    }
}
