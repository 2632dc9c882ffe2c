using Judger.Grains.Slots;
using Judger.Inference.Contract;

namespace Judger.Grains.Engines;

/// <summary>Loads the engine of a slot.</summary>
public interface IEngineFactory
{
    /// <summary>Loads the slot's model onto its device; throws when that cannot be done.</summary>
    IInferenceEngine Load(SlotOptions slot);
}
