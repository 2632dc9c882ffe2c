using Judger.Inference.Devices;
using Judger.Inference.Manifest;
using Microsoft.ML.OnnxRuntime;

namespace Judger.Inference.Vision;

/// <summary>The buffers of one encode, bound once: pixels to the vision graph, its features to the projector, whose output is the image's embeddings.</summary>
internal sealed class EncoderBinding : IDisposable
{
    private readonly InferenceSession _vision;
    private readonly InferenceSession _projector;
    private readonly RunOptions _run;
    private readonly OrtIoBinding _visionBinding;
    private readonly OrtIoBinding _projectorBinding;
    private readonly OrtValue[] _values;
    private readonly DeviceBuffer<float> _pixels;
    private readonly DeviceBuffer<float> _features;
    private readonly DeviceBuffer<float> _embeddings;
    private readonly int _pixelCount;
    private readonly int _embeddingCount;

    /// <param name="vision">The vision graph.</param>
    /// <param name="projector">The projector graph.</param>
    /// <param name="device">What both run on.</param>
    /// <param name="manifest">The sizes.</param>
    /// <param name="number">Tells the bindings of one encoder apart.</param>
    public EncoderBinding(InferenceSession vision, InferenceSession projector, IDevice device, ModelManifest manifest, int number)
    {
        (_vision, _projector) = (vision, projector);
        var (side, patches, features, hidden) = (manifest.Vision.ImageSize, manifest.Vision.Patches, manifest.Vision.Hidden, manifest.Decoder.Hidden);
        var tokens = manifest.Vision.Tokens;
        (_pixelCount, _embeddingCount) = (3 * side * side, tokens * hidden);
        _run = device.CreateRunOptions(replay: number);
        _pixels = device.Allocate<float>(_pixelCount);
        _features = device.AllocateHidden<float>(patches * features);
        _embeddings = device.Allocate<float>(_embeddingCount);
        _values =
        [
            _pixels.View(0, _pixelCount, 1, 3, side, side),
            _features.View(0, patches * features, 1, patches, features),
            _embeddings.View(0, _embeddingCount, 1, tokens, hidden),
        ];
        _visionBinding = vision.CreateIoBinding();
        _visionBinding.BindInput("pixel_values", _values[0]);
        _visionBinding.BindOutput("image_features", _values[1]);
        _projectorBinding = projector.CreateIoBinding();
        _projectorBinding.BindInput("image_features", _values[1]);
        _projectorBinding.BindOutput("image_embeds", _values[2]);
    }

    /// <summary>Where the tensor <c>[3, size, size]</c> is written.</summary>
    public Span<float> Pixels => _pixels.Host;

    /// <summary>Returns embeddings <c>[tokens, hidden]</c>.</summary>
    public float[] Run()
    {
        _pixels.Send(0, _pixelCount);
        _embeddings.Expect(0, _embeddingCount);
        _vision.RunWithBinding(_run, _visionBinding);
        _projector.RunWithBinding(_run, _projectorBinding);
        return _embeddings.Receive(0, _embeddingCount).ToArray();
    }

    public void Dispose()
    {
        _visionBinding.Dispose();
        _projectorBinding.Dispose();
        foreach (var value in _values) value.Dispose();
        foreach (var buffer in new[] { _pixels, _features, _embeddings }) buffer.Dispose();
        _run.Dispose();
    }
}
