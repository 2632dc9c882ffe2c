using Judger.Export.Onnx;
using Judger.Inference;

namespace Judger.Export;

/// <summary>Turns a Hugging Face LLaVA checkpoint into a model folder of ONNX graphs.</summary>
public static class ModelExporter
{
    /// <summary>
    /// Writes the model folder. It is made beside its place under another name and moved there when it is whole, so that it appears whole or not at all.
    /// </summary>
    /// <returns>The manifest that was written.</returns>
    /// <exception cref="CheckpointException">The checkpoint is incomplete, damaged, or of another architecture.</exception>
    /// <exception cref="ExportOptionException">An option asks for something that the model does not have.</exception>
    /// <exception cref="ExportOutputException">The output exists already or cannot be written.</exception>
    public static ModelManifest Export(ExportOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        var output = Path.TrimEndingDirectorySeparator(Path.GetFullPath(options.Output));
        if (Path.Exists(output)) throw new ExportOutputException($"{output} exists already: delete it, or give another --output.");
        using var checkpoint = Checkpoint.Open(options.Checkpoint);
        var manifest = ManifestDraft.Create(options, checkpoint);
        try
        {
            using var staging = new StagingFolder(output);
            manifest = Write(staging.Location, checkpoint, manifest, cancellationToken);
            staging.Publish();
            return manifest;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ExportOutputException($"{output} cannot be written ({e.Message.ReplaceLineEndings(" ")}): free space there, or give another --output.", e);
        }
    }

    private static ModelManifest Write(string folder, Checkpoint checkpoint, ModelManifest manifest, CancellationToken cancellationToken)
    {
        WriteGraph(folder, ModelFileNames.Vision, graph => VisionGraph.Build(graph, checkpoint));
        cancellationToken.ThrowIfCancellationRequested();
        WriteGraph(folder, ModelFileNames.Projector, graph => ProjectorGraph.Build(graph, checkpoint));
        cancellationToken.ThrowIfCancellationRequested();
        WriteGraph(folder, ModelFileNames.Decoder, graph => DecoderGraph.Build(graph, checkpoint, manifest.AttentionLayer));
        cancellationToken.ThrowIfCancellationRequested();
        EmbeddingFile.Write(Path.Combine(folder, ModelFileNames.Embeddings), checkpoint.Embeddings);
        File.Copy(checkpoint.Tokenizer, Path.Combine(folder, ModelFileNames.Tokenizer));

        var files = Directory.GetFiles(folder).Order(StringComparer.Ordinal).ToDictionary(file => Path.GetFileName(file), ModelFile.Measure);
        manifest = manifest with { Files = files };
        ModelFolder.WriteManifest(folder, manifest);
        return manifest;
    }

    private static void WriteGraph(string folder, string name, Action<GraphBuilder> build)
    {
        using var graph = new GraphBuilder(Path.Combine(folder, name), Path.Combine(folder, ModelFileNames.WeightsOf(name)));
        build(graph);
        graph.Save();
    }
}
