using System.Runtime.InteropServices;
using Judger.Inference.Contract;
using Judger.Inference.Decoding;
using Judger.Inference.Devices;
using Judger.Inference.Errors;
using Judger.Inference.Files;
using Judger.Inference.Kv;
using Judger.Inference.Manifest;
using Judger.Inference.Tokenization;
using Judger.Inference.Vision;

namespace Judger.Inference.Engine;

/// <summary>What an engine runs, loaded from a model folder.</summary>
internal sealed record ModelParts : IDisposable
{
    public required ModelManifest Manifest { get; init; }

    public required ITokenizer Tokenizer { get; init; }

    public required ITokenEmbeddings Embeddings { get; init; }

    public required IImageEncoder Encoder { get; init; }

    public required IDecoder Decoder { get; init; }

    /// <summary>What the model runs on.</summary>
    public required IDevice Device { get; init; }

    /// <summary>The files that are read while the model answers; null where the model has none.</summary>
    public ModelFiles? Files { get; init; }

    public static ModelParts Load(ModelFolder folder, EngineOptions options)
    {
        var (tokenizer, prompts) = TokenizerKinds.LoadWithPrompts(folder);
        var manifest = folder.Manifest with { ResolvedPrompts = prompts };
        var opened = new Stack<IDisposable>();
        try
        {
            var (vocabulary, hidden) = (manifest.Decoder.Vocabulary, manifest.Decoder.Hidden);
            var files = Keep(ModelFiles.Watch(folder));
            var device = Keep(DeviceCatalog.Open(folder, options));
            var table = new EmbeddingTable(folder.PathOf(ModelFileNames.Embeddings), vocabulary, hidden, manifest.EmbeddingType);
            var embeddings = Keep<ITokenEmbeddings>(manifest.EmbeddingScale is { } scale ? new ScaledEmbeddings(table, scale) : table);
            var sessions = OnnxSessions.Open(folder, Graphs(manifest), device, options);
            foreach (var session in sessions) Keep(session);
            var (vision, projector, ofAnswers, ofPrompts) = (sessions[0], sessions[1], sessions[2], sessions[^1]);
            GraphContract.Check(folder, vision, projector, ofAnswers, ofPrompts);
            var layout = KvLayout.Of(manifest, options);
            folder.RequireVerified();
            files.RequireUnchanged();
            return new ModelParts
            {
                Manifest = manifest,
                Tokenizer = tokenizer,
                Embeddings = embeddings,
                Encoder = manifest.Vision.AnySize is { } sizes
                    ? new AnySizeEncoder(vision, projector, device, manifest, sizes)
                    : new OnnxImageEncoder(vision, projector, device, manifest, embeddings, Newline(folder)),
                Decoder = new OnnxDecoder(
                    ofPrompts, ofAnswers, device, manifest.Decoder, layout, options.Lanes, PrefillLimit(manifest, layout, options),
                    device.TileRows(manifest.Decoder, options), verifiesApart: !manifest.Precision.RoundsRowsAlike()),
                Device = device,
                Files = files,
            };
        }
        catch
        {
            foreach (var part in opened) part.Dispose();

            // Where weights are altered, that is the error, whatever they led to.
            folder.RequireVerified();
            throw;
        }

        T Keep<T>(T part)
            where T : IDisposable
        {
            opened.Push(part);
            return part;
        }
    }

    // Prompts and answers have one graph, unless the decoder is split.
    private static string[] Graphs(ModelManifest manifest) =>
        [ModelFileNames.Vision, ModelFileNames.Projector, ModelFileNames.Decoder, .. manifest.SplitsDecoder ? [ModelFileNames.Prompts] : Array.Empty<string>()];

    // An image that is computed in one step needs room for it, and for a position on either side: no step computes a single one.
    private static int PrefillLimit(ModelManifest manifest, KvLayout layout, EngineOptions options) => Math.Min(
        layout.Capacity, manifest.Decoder.SeesWholeImages ? Math.Max(options.ChunkPositions, manifest.Vision.Tokens + 2) : options.ChunkPositions);

    private static float[] Newline(ModelFolder folder)
    {
        if (!folder.Manifest.Files.ContainsKey(ModelFileNames.Newline)) return [];
        var values = MemoryMarshal.Cast<byte, float>(FolderFile.ReadAllBytes(folder.PathOf(ModelFileNames.Newline), ModelLimits.ManifestBytes)).ToArray();
        return values.Length == folder.Manifest.Decoder.Hidden
            ? values
            : throw new ModelFolderException(
                $"{folder.PathOf(ModelFileNames.Newline)} holds {values.Length} values, the model's tokens have {folder.Manifest.Decoder.Hidden}: "
                + "export the model again.");
    }

    public void Dispose()
    {
        Decoder.Dispose();
        Encoder.Dispose();
        Embeddings.Dispose();
        Device.Dispose();
        Files?.Dispose();
    }
}
