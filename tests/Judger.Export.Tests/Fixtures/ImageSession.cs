using Judger.Inference.Devices;
using Judger.Inference.Manifest;
using Microsoft.ML.OnnxRuntime;

namespace Judger.Export.Tests.Fixtures;

/// <summary>The vision and the projector graph on the CPU as they are.</summary>
internal sealed class ImageSession(string folder, ModelManifest manifest) : IDisposable
{
    private readonly InferenceSession _vision = Open(folder, ModelFileNames.Vision);
    private readonly InferenceSession _projector = Open(folder, ModelFileNames.Projector);
    private readonly RunOptions _run = new();

    /// <summary>Pixels <c>[images, 3, side, side]</c> to embeddings <c>[images, patches, hidden]</c>.</summary>
    public float[] Encode(float[] pixels, int images = 1)
    {
        var side = manifest.Vision.ImageSize;
        using var input = OrtValue.CreateTensorValueFromMemory(pixels, [images, 3, side, side]);
        using var features = _vision.Run(_run, ["pixel_values"], [input], ["image_features"]);
        using var embeddings = _projector.Run(_run, ["image_features"], [features[0]], ["image_embeds"]);
        return embeddings[0].GetTensorDataAsSpan<float>().ToArray();
    }

    /// <summary>Pixels <c>[images, 3, side, side]</c> to the tower's features <c>[images, patches, features]</c>.</summary>
    public float[] Features(float[] pixels, int images = 1)
    {
        var side = manifest.Vision.ImageSize;
        using var input = OrtValue.CreateTensorValueFromMemory(pixels, [images, 3, side, side]);
        using var features = _vision.Run(_run, ["pixel_values"], [input], ["image_features"]);
        return features[0].GetTensorDataAsSpan<float>().ToArray();
    }

    public void Dispose()
    {
        _vision.Dispose();
        _projector.Dispose();
        _run.Dispose();
    }

    // With the engine's options: without them, int8 products saturate on processors that have no VNNI.
    private static InferenceSession Open(string folder, string graph)
    {
        using var options = OnnxSessions.CreateOptions(new() { IntraOpThreads = 1 });
        return new(Path.Combine(folder, graph), options);
    }
}
