using Microsoft.ML.OnnxRuntime;

namespace Judger.Inference;

/// <summary>What an engine runs, loaded from a model folder.</summary>
internal sealed record ModelParts : IDisposable
{
    public required ModelManifest Manifest { get; init; }

    public required ITokenizer Tokenizer { get; init; }

    public required ITokenEmbeddings Embeddings { get; init; }

    public required IImageEncoder Encoder { get; init; }

    public required IDecoder Decoder { get; init; }

    public static ModelParts Load(ModelFolder folder, EngineOptions options)
    {
        var manifest = folder.Manifest;
        var tokenizer = ModelTokenizer.Load(folder.PathOf(ModelFileNames.Tokenizer));
        if (tokenizer.Count > manifest.Decoder.Vocabulary)
        {
            throw new ModelFolderException(
                $"{folder.PathOf(ModelFileNames.Tokenizer)} has {tokenizer.Count} pieces, the model {manifest.Decoder.Vocabulary}: "
                + "export the checkpoint again with its own tokenizer.model.");
        }

        var opened = new Stack<IDisposable>();
        try
        {
            var (vocabulary, hidden) = (manifest.Decoder.Vocabulary, manifest.Decoder.Hidden);
            var embeddings = Keep(new EmbeddingTable(folder.PathOf(ModelFileNames.Embeddings), vocabulary, hidden, manifest.EmbeddingType));
            var vision = Keep(OnnxSessions.Open(folder, ModelFileNames.Vision, options));
            var projector = Keep(OnnxSessions.Open(folder, ModelFileNames.Projector, options));
            var decoder = Keep(OnnxSessions.Open(folder, ModelFileNames.Decoder, options));
            return new ModelParts
            {
                Manifest = manifest,
                Tokenizer = tokenizer,
                Embeddings = embeddings,
                Encoder = new OnnxImageEncoder(vision, projector, manifest),
                Decoder = CreateDecoder(decoder, manifest, options),
            };
        }
        catch
        {
            foreach (var part in opened) part.Dispose();
            throw;
        }

        T Keep<T>(T part)
            where T : IDisposable
        {
            opened.Push(part);
            return part;
        }
    }

    private static OnnxDecoder CreateDecoder(InferenceSession session, ModelManifest manifest, EngineOptions options)
    {
        var geometry = manifest.Decoder;
        var capacity = Math.Min(geometry.Context, options.MaxContext);
        var layout = new KvLayout(geometry.Layers, geometry.KeyValueHeads, capacity, geometry.HeadSize, manifest.KvType == KeyValueType.Float16 ? 2 : 4);
        var prefill = Math.Min(capacity, options.PrefillChunk);
        if (OnnxSessions.CudaIndex(options.Device) is not { } index)
            return new(session, geometry, new HostKvMemory(layout, options.Lanes), MemoryInfo("Cpu", 0), prefill);
        return new(session, geometry, CudaKvMemory.Create(layout, options.Lanes, index), MemoryInfo("Cuda", index), prefill);
    }

    private static OrtMemoryInfo MemoryInfo(string name, int device) => new(name, OrtAllocatorType.DeviceAllocator, device, OrtMemType.Default);

    public void Dispose()
    {
        Decoder.Dispose();
        Encoder.Dispose();
        Embeddings.Dispose();
    }
}
