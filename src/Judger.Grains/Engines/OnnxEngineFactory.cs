using Judger.Grains.Slots;
using Judger.Inference;

namespace Judger.Grains.Engines;

/// <summary>Loads model folders into ONNX Runtime.</summary>
internal sealed class OnnxEngineFactory : IEngineFactory
{
    public IInferenceEngine Load(SlotOptions slot) => OnnxEngine.Load(slot.ModelFolder, slot.Engine with { Device = slot.Device });
}
