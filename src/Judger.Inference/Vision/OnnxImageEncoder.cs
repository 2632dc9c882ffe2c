using Judger.Imaging;
using Microsoft.ML.OnnxRuntime;

namespace Judger.Inference;

/// <summary>Preprocessing, the vision graph and the projector graph, with buffers that are bound once.</summary>
internal sealed class OnnxImageEncoder : IImageEncoder
{
    private readonly InferenceSession _vision;
    private readonly InferenceSession _projector;
    private readonly ImagePreprocessing _preprocessing;
    private readonly RunOptions _run = new();
    private readonly OrtIoBinding _visionBinding;
    private readonly OrtIoBinding _projectorBinding;
    private readonly OrtValue[] _values;
    private readonly float[] _pixels;
    private readonly float[] _embeddings;

    public OnnxImageEncoder(InferenceSession vision, InferenceSession projector, ModelManifest manifest)
    {
        _vision = vision;
        _projector = projector;
        _preprocessing = manifest.Image;
        var (side, patches) = (manifest.Vision.ImageSize, manifest.Vision.Patches);
        _pixels = GC.AllocateArray<float>(3 * side * side, pinned: true);
        _embeddings = GC.AllocateArray<float>(patches * manifest.Decoder.Hidden, pinned: true);
        var features = GC.AllocateArray<float>(patches * manifest.Vision.Hidden, pinned: true);
        _values =
        [
            OrtValue.CreateTensorValueFromMemory(_pixels, [1, 3, side, side]),
            OrtValue.CreateTensorValueFromMemory(features, [1, patches, manifest.Vision.Hidden]),
            OrtValue.CreateTensorValueFromMemory(_embeddings, [1, patches, manifest.Decoder.Hidden]),
        ];
        _visionBinding = vision.CreateIoBinding();
        _visionBinding.BindInput("pixel_values", _values[0]);
        _visionBinding.BindOutput("image_features", _values[1]);
        _projectorBinding = projector.CreateIoBinding();
        _projectorBinding.BindInput("image_features", _values[1]);
        _projectorBinding.BindOutput("image_embeds", _values[2]);
    }

    public float[] Encode(ImageInput image)
    {
        _preprocessing.WriteTensor(image.Pixels, image.Region, _pixels);
        return Encode();
    }

    /// <summary>Encodes a tensor <c>[3, size, size]</c> that is preprocessed already.</summary>
    public float[] Encode(ReadOnlySpan<float> pixels)
    {
        pixels.CopyTo(_pixels);
        return Encode();
    }

    public void Dispose()
    {
        _visionBinding.Dispose();
        _projectorBinding.Dispose();
        foreach (var value in _values) value.Dispose();
        _run.Dispose();
        _vision.Dispose();
        _projector.Dispose();
    }

    private float[] Encode()
    {
        _vision.RunWithBinding(_run, _visionBinding);
        _projector.RunWithBinding(_run, _projectorBinding);
        return _embeddings.AsSpan().ToArray();
    }
}
