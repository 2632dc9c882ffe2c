using Judger.Inference.Contract;
using Judger.Inference.Engine;
using Judger.Inference.Manifest;
using Judger.Inference.Vision;

namespace Judger.Benchmarks.Peers;

/// <summary>The image encoder of this engine, with the projector behind it.</summary>
internal sealed class JudgerEncoder : IPeerEncoder
{
    private readonly ModelParts _parts;
    private readonly float[][] _pictures;
    private float[] _features = [];

    public JudgerEncoder(string folder, int threads)
    {
        _parts = ModelParts.Load(ModelFolder.BeginOpen(folder), new EngineOptions { Workers = 1, IntraOpThreads = threads, Lanes = 1 });
        _pictures = [.. Enumerable.Range(0, PeerPictures.Count).Select(Normalize)];
    }

    public ReadOnlySpan<float> Features => _features;

    public void Encode(int picture) => _features = ((OnnxImageEncoder)_parts.Encoder).Encode(_pictures[picture]);

    public void Dispose() => _parts.Dispose();

    private float[] Normalize(int picture)
    {
        var (side, image) = (_parts.Manifest.Vision.ImageSize, _parts.Manifest.Image);
        var pixels = PeerPictures.Pixels(picture, side);
        var tensor = new float[pixels.Length];
        for (var i = 0; i < pixels.Length; i++)
        {
            var (place, color) = (i / 3, i % 3);
            tensor[(color * side * side) + place] = ((pixels[i] / 255f) - image.Mean[color]) / image.Std[color];
        }

        return tensor;
    }
}
