using Microsoft.ML.OnnxRuntime;

namespace Judger.Inference;

/// <summary>The buffers of one encode, bound once: pixels to the vision graph, its features to the projector, whose output is the image's embeddings.</summary>
internal sealed class EncoderBinding : IDisposable
{
    private readonly InferenceSession _vision;
    private readonly InferenceSession _projector;
    private readonly RunOptions _run = new();
    private readonly OrtIoBinding _visionBinding;
    private readonly OrtIoBinding _projectorBinding;
    private readonly OrtValue[] _values;
    private readonly float[] _pixels;
    private readonly float[] _embeddings;

    public EncoderBinding(InferenceSession vision, InferenceSession projector, ModelManifest manifest)
    {
        (_vision, _projector) = (vision, projector);
        var (side, patches, features, hidden) = (manifest.Vision.ImageSize, manifest.Vision.Patches, manifest.Vision.Hidden, manifest.Decoder.Hidden);
        _pixels = DecoderBuffers.Pinned<float>(3 * side * side);
        _embeddings = DecoderBuffers.Pinned<float>(patches * hidden);
        _values =
        [
            OrtValue.CreateTensorValueFromMemory(_pixels, [1, 3, side, side]),
            OrtValue.CreateTensorValueFromMemory(DecoderBuffers.Pinned<float>(patches * features), [1, patches, features]),
            OrtValue.CreateTensorValueFromMemory(_embeddings, [1, patches, hidden]),
        ];
        _visionBinding = vision.CreateIoBinding();
        _visionBinding.BindInput("pixel_values", _values[0]);
        _visionBinding.BindOutput("image_features", _values[1]);
        _projectorBinding = projector.CreateIoBinding();
        _projectorBinding.BindInput("image_features", _values[1]);
        _projectorBinding.BindOutput("image_embeds", _values[2]);
    }

    /// <summary>Where the tensor <c>[3, size, size]</c> is written.</summary>
    public Span<float> Pixels => _pixels;

    /// <summary>Returns embeddings <c>[patches, hidden]</c>.</summary>
    public float[] Run()
    {
        _vision.RunWithBinding(_run, _visionBinding);
        _projector.RunWithBinding(_run, _projectorBinding);
        return _embeddings.AsSpan().ToArray();
    }

    public void Dispose()
    {
        _visionBinding.Dispose();
        _projectorBinding.Dispose();
        foreach (var value in _values) value.Dispose();
        _run.Dispose();
    }
}
