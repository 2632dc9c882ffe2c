using Judger.Inference.Contract;
using Judger.Inference.Devices;
using Judger.Inference.Simulation;

namespace Judger.Grains.Slots;

/// <summary>One slot of a silo: a model resident on a device.</summary>
public sealed class SlotOptions
{
    /// <summary>The device: <c>cpu:0</c>, <c>cuda:0</c> ...</summary>
    /// <value>Default: cpu:0.</value>
    public string Device { get; set; } = "cpu:0";

    /// <summary>The model folder; a simulated device needs none.</summary>
    public string ModelFolder { get; set; } = "";

    /// <summary>The name under which the model is served, and the last part of the slot's key. <value>Default: the folder's last part.</value></summary>
    public string? Model { get; set; }

    /// <summary>
    /// What a simulated device (<c>simulated:0</c> ...) pretends to run; it needs no model folder. <value>Default: about LLaVA-1.5-7B on a large GPU.</value>
    /// </summary>
    public SimulatedModel? Simulated { get; set; }

    /// <summary>How much work the slot takes beside one of weight 1. <value>Greater than 0, default 1.</value></summary>
    public double Weight { get; set; } = 1;

    /// <summary>How the model is run: workers, threads, lanes, budgets. Its device is this slot's, whatever it says.</summary>
    public EngineOptions Engine { get; set; } = new();

    /// <summary><see cref="Model"/>, or what it is by default.</summary>
    public string ModelName => Model ?? (IsSimulated ? (Simulated ?? new()).Name : Path.GetFileName(Path.TrimEndingDirectorySeparator(ModelFolder)));

    /// <summary>True for a device that takes time and does nothing else, to try clusters and capacity without the hardware.</summary>
    public bool IsSimulated => DeviceName.TryParse(Device, out var name) && name.Kind == DeviceKind.Simulated;

    /// <summary>What the model does here.</summary>
    /// <value>Default: all roles.</value>
    public ModelRole Roles { get; set; } = ModelRole.All;

    /// <summary>The key of the slot on a silo of the given name.</summary>
    internal SlotKey KeyOn(string silo) => new(silo, Device, ModelName);
}
