using Judger.Export.Pipeline;
using Judger.Export.Synthetic;
using Judger.Inference.Decoding;
using Judger.Inference.Engine;
using Judger.Inference.Manifest;
using Judger.Inference.Vision;

namespace Judger.Export.Tests.Fixtures;

/// <summary>A random checkpoint, its export, its graphs and the reference, together.</summary>
internal sealed class ExportedModel : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public ExportedModel(SyntheticGeometry geometry, int threads = 1)
    {
        Checkpoint = new(geometry);
        Checkpoint.Write(_folder.PathOf("checkpoint"));
        Location = _folder.PathOf("model");
        Manifest = ModelExporter.Export(new() { Checkpoint = _folder.PathOf("checkpoint"), Output = Location, AttentionLayer = geometry.AttentionLayer });
        Reference = new(Checkpoint);
        Parts = ModelParts.Load(ModelFolder.Open(Location), new() { IntraOpThreads = threads, PrefillChunk = Manifest.Decoder.Context });
    }

    public string Location { get; }

    public ModelParts Parts { get; }

    public RandomCheckpoint Checkpoint { get; }

    public ModelManifest Manifest { get; }

    public ReferenceModel Reference { get; }

    public IDecoder Decoder => Parts.Decoder;

    public float[] RandomPixels(int seed)
    {
        var random = new Random(seed);
        var pixels = new float[3 * Manifest.Vision.ImageSize * Manifest.Vision.ImageSize];
        for (var i = 0; i < pixels.Length; i++) pixels[i] = (4 * random.NextSingle()) - 2;
        return pixels;
    }

    public float[] Encode(float[] pixels) => ((OnnxImageEncoder)Parts.Encoder).Encode(pixels);

    /// <summary>Feeds embeddings to the decoder's first lane behind what it holds.</summary>
    public void Append(int past, IReadOnlyList<double[]> embeddings)
    {
        var input = Decoder.PrefillInput(0, embeddings.Count);
        for (var i = 0; i < input.Length; i++) input[i] = (float)embeddings[i / Manifest.Decoder.Hidden][i % Manifest.Decoder.Hidden];
        Decoder.Prefill(0, past, embeddings.Count);
    }

    public void Dispose()
    {
        Parts.Dispose();
        _folder.Dispose();
    }
}
