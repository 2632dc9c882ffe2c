using Judger.Inference.Manifest;
using Judger.Inference.Vision;

namespace Judger.Inference.Simulation;

/// <summary>Embeddings that are different for every image and region, and for every patch of it.</summary>
internal sealed class SimulatedEncoder(SimulatedModel model, SimulatedHardware hardware, ModelManifest manifest) : IImageEncoder
{
    private const ulong FirstImageValue = 1000;
    private const ulong ImageValues = 1 << 23;
    private readonly ImageKey _key = new(manifest);

    public float[] Encode(PlannedImage image, float[]? tensor = null)
    {
        hardware.Work(model.Encode);
        var seed = SimulatedDigest.Of(_key.Of(image));
        var values = new float[image.Layout.Tokens];
        for (var i = 0; i < values.Length; i++) values[i] = FirstImageValue + (SimulatedDigest.Mix(seed, (ulong)i) % ImageValues);
        return values;
    }

    public void Dispose()
    {
    }
}
