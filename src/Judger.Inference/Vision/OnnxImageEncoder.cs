using System.Collections.Concurrent;
using Judger.Inference.Contract;
using Judger.Inference.Devices;
using Judger.Inference.Manifest;
using Microsoft.ML.OnnxRuntime;

namespace Judger.Inference.Vision;

/// <summary>Preprocessing, the vision graph and the projector graph. Safe for several threads at once: each call takes buffers of its own.</summary>
internal sealed class OnnxImageEncoder(InferenceSession vision, InferenceSession projector, IDevice device, ModelManifest manifest) : IImageEncoder
{
    private readonly ConcurrentBag<EncoderBinding> _bindings = [];
    private int _made;

    public float[]? Preprocess(ImageInput image)
    {
        var tensor = new float[manifest.Image.TensorLength];
        image.WriteTensor(manifest.Image, tensor);
        return tensor;
    }

    public float[] Encode(ImageInput image, float[]? tensor = null)
    {
        if (tensor is not null) return Encode(tensor);
        var binding = Rent();
        image.WriteTensor(manifest.Image, binding.Pixels);
        return Run(binding);
    }

    /// <summary>Encodes a tensor <c>[3, size, size]</c> that is preprocessed already.</summary>
    public float[] Encode(ReadOnlySpan<float> pixels)
    {
        var binding = Rent();
        pixels.CopyTo(binding.Pixels);
        return Run(binding);
    }

    public void WarmUp()
    {
        var binding = Rent();
        binding.Pixels.Clear();
        Run(binding);
    }

    public void Dispose()
    {
        foreach (var binding in _bindings) binding.Dispose();
        vision.Dispose();
        projector.Dispose();
    }

    private EncoderBinding Rent() => _bindings.TryTake(out var binding) ? binding : new(vision, projector, device, manifest, Interlocked.Increment(ref _made));

    // A binding of which a run failed is not used again.
    private float[] Run(EncoderBinding binding)
    {
        var embeddings = binding.Run();
        _bindings.Add(binding);
        return embeddings;
    }
}
