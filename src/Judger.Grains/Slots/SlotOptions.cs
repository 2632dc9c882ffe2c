using Judger.Inference;

namespace Judger.Grains.Slots;

/// <summary>One slot of a silo: a model resident on a device.</summary>
public sealed class SlotOptions
{
    /// <summary>The device: <c>cpu:0</c>, <c>cuda:0</c> ...</summary>
    /// <value>Default: cpu:0.</value>
    public string Device { get; set; } = "cpu:0";

    /// <summary>The model folder. Its last part is the model's name in the slot's key.</summary>
    public string ModelFolder { get; set; } = "";

    /// <summary>How the model is run: workers, threads, lanes, budgets. Its device is this slot's, whatever it says.</summary>
    public EngineOptions Engine { get; set; } = new();

    /// <summary>What the model does here.</summary>
    /// <value>Default: all roles.</value>
    public ModelRole Roles { get; set; } = ModelRole.All;
}
