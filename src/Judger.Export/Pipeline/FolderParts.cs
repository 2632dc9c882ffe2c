using System.Runtime.InteropServices;
using System.Text;
using Google.Protobuf;
using Judger.Export.Families;
using Judger.Export.Formats;
using Judger.Export.Onnx;
using Judger.Export.Output;
using Judger.Inference.Manifest;

namespace Judger.Export.Pipeline;

/// <summary>The files of a model folder as what writes them; what would be written can be measured first.</summary>
internal sealed class FolderParts(IModelExport model, ModelManifest manifest, bool splitsDecoder = false)
{
    /// <summary>
    /// Vision and projector of int4 models compute in int8: they see hundreds of rows at a time, for which 4 bits are slow. Those of bfloat16 models compute in
    /// float16, whose range they do not leave and whose three more bits they can use.
    /// </summary>
    private readonly ModelPrecision _imagePrecision = manifest.Precision switch
    {
        ModelPrecision.Int4 => ModelPrecision.Int8,
        ModelPrecision.BFloat16 => ModelPrecision.Float16,
        _ => manifest.Precision,
    };

    private IEnumerable<(string Name, Action<GraphBuilder> Build)> Graphs =>
    [
        (ModelFileNames.Vision, graph => model.BuildVision(graph, _imagePrecision)),
        (ModelFileNames.Projector, graph => model.BuildProjector(graph, _imagePrecision)),
        .. splitsDecoder
            ? new[] { Decoder(ModelFileNames.Prompts, StepKind.Prompts), Decoder(ModelFileNames.Decoder, StepKind.Answers) }
            : [Decoder(ModelFileNames.Decoder, StepKind.All)],
    ];

    private (string Name, Action<GraphBuilder> Build) Decoder(string name, StepKind steps) =>
        (name, graph => model.BuildDecoder(graph, new(manifest.Precision, steps), manifest.AttentionLayer));

    /// <summary>Bytes of all files. Building the graphs for it finds every tensor that is missing or has another shape before anything is written.</summary>
    public long Measure()
    {
        var total = model.Embeddings.Bytes + new FileInfo(model.Tokenizer).Length + ((model.Newline?.Elements ?? 0) * sizeof(float))
            + Encoding.UTF8.GetByteCount(manifest.ChatTemplate?.Source ?? "");
        foreach (var (name, build) in Graphs)
        {
            var data = new ExternalData(ModelFileNames.WeightsOf(name), null);
            var graph = new GraphBuilder(name, data);
            build(graph);
            total += data.Length + graph.Model().CalculateSize();
        }

        return total;
    }

    /// <summary>Writes all files.</summary>
    public SortedDictionary<string, ModelFile> Write(string folder, ExportMeter meter)
    {
        var files = new SortedDictionary<string, ModelFile>(StringComparer.Ordinal);
        foreach (var (name, build) in Graphs)
        {
            GraphBuilder? graph = null;
            WriteFile(ModelFileNames.WeightsOf(name), file => build(graph = new(name, new(ModelFileNames.WeightsOf(name), file))));
            WriteFile(name, file => file.Write(graph!.Model().ToByteArray()));
        }

        WriteFile(ModelFileNames.Embeddings, file => EmbeddingFile.Write(file, model.Embeddings));
        WriteFile(Path.GetFileName(model.Tokenizer), file => file.Write(File.ReadAllBytes(model.Tokenizer)));
        if (manifest.ChatTemplate?.Source is { } template) WriteFile(ModelFileNames.ChatTemplate, file => file.Write(Encoding.UTF8.GetBytes(template)));
        if (model.Newline is { } newline) WriteFile(ModelFileNames.Newline, file => file.Write(MemoryMarshal.AsBytes<float>(newline.ToFloats())));
        return files;

        void WriteFile(string name, Action<OutputFile> write)
        {
            using var file = new OutputFile(Path.Combine(folder, name), meter);
            write(file);
            files.Add(name, file.Finish());
        }
    }
}
