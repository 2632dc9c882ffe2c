using System.Collections.Concurrent;
using Judger.Inference.Decoding;
using Judger.Inference.Devices;
using Judger.Inference.Manifest;
using Microsoft.ML.OnnxRuntime;

namespace Judger.Inference.Vision;

/// <summary>Preprocessing, the vision graph and the projector graph. Safe for several threads at once: each call takes buffers of its own.</summary>
/// <param name="vision">The vision graph.</param>
/// <param name="projector">The projector graph.</param>
/// <param name="device">What both run on.</param>
/// <param name="manifest">The sizes.</param>
/// <param name="embeddings">Those of markers; not disposed with the encoder.</param>
/// <param name="newline">The token that ends a row of tiles, <c>[hidden]</c>; empty for a model that has none.</param>
internal sealed class OnnxImageEncoder(
    InferenceSession vision, InferenceSession projector, IDevice device, ModelManifest manifest, ITokenEmbeddings embeddings, float[] newline)
    : IImageEncoder
{
    private readonly ConcurrentBag<EncoderBinding> _bindings = [];
    private int _made;

    public float[]? Preprocess(PlannedImage image) => image.ToTensors();

    public float[] Encode(PlannedImage image, float[]? tensor = null)
    {
        var layout = image.Layout;
        if (layout.Tokens != manifest.Vision.Tokens) return EncodeTiles(layout, tensor ?? image.ToTensors());
        if (tensor is not null) return Encode(tensor);
        var binding = Rent();
        image.Input.WriteTensors(image.Preprocessing, binding.Pixels);
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

    // One tensor after another: beside an image of many tiles the buffers stay as small as for one.
    private float[] EncodeTiles(ImageLayout layout, ReadOnlySpan<float> tensors)
    {
        var (length, size) = (manifest.Image.TensorLength, manifest.Vision.Tokens * manifest.Decoder.Hidden);
        var features = new float[layout.Tensors * size];
        for (var i = 0; i < layout.Tensors; i++) Encode(tensors.Slice(i * length, length)).CopyTo(features.AsSpan(i * size));
        return layout.Pieces is { } pieces
            ? SplitPacker.Pack(features, layout, pieces, embeddings, manifest.Decoder.Hidden)
            : TilePacker.Pack(features, layout, manifest.Vision.TokenSide, newline, manifest.Decoder.Hidden);
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
