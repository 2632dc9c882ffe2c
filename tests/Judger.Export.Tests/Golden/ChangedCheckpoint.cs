using System.Text.Json.Nodes;
using Judger.Export.Checkpoints;
using Judger.Export.Formats;
using Judger.Export.Pipeline;
using Judger.Export.Tests.Fixtures;
using Judger.Inference.Manifest;

namespace Judger.Export.Tests.Golden;

/// <summary>The checkpoint of a family of the vectors, of which files and tensors can be changed.</summary>
internal sealed class ChangedCheckpoint : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private int _exports;

    public ChangedCheckpoint(string family)
    {
        var source = Path.GetDirectoryName(GoldenFolder.Require($"{family}/checkpoint/config.json"))!;
        Directory.CreateDirectory(Location);
        foreach (var file in Directory.GetFiles(source).Where(file => !file.EndsWith(".safetensors", StringComparison.Ordinal)))
        {
            File.Copy(file, PathOf(Path.GetFileName(file)));
            File.SetAttributes(PathOf(Path.GetFileName(file)), FileAttributes.Normal);
        }

        using var checkpoint = Checkpoint.Open(source);
        Tensors = checkpoint.Tensors.ToDictionary(tensor => tensor.Key, tensor => (tensor.Value.Shape, tensor.Value.ToFloats()));
        WriteTensors();
    }

    public Dictionary<string, (long[] Shape, float[] Values)> Tensors { get; private set; }

    public List<string> Warnings { get; } = [];

    private string Location => _folder.PathOf("checkpoint");

    public string PathOf(string file) => Path.Combine(Location, file);

    /// <summary>Changes an object of a file, which is made where it is missing.</summary>
    public void Edit(string file, IEnumerable<string> path, Action<JsonObject> change)
    {
        var root = File.Exists(PathOf(file)) ? JsonNode.Parse(File.ReadAllText(PathOf(file)))!.AsObject() : [];
        var section = root;
        foreach (var name in path) section = (section[name] ??= new JsonObject()).AsObject();
        change(section);
        File.WriteAllText(PathOf(file), root.ToJsonString());
    }

    /// <summary>Gives every tensor the name that a function makes of its own.</summary>
    public void Rename(Func<string, string> name)
    {
        Tensors = Tensors.ToDictionary(tensor => name(tensor.Key), tensor => tensor.Value);
        WriteTensors();
    }

    public void Set(string name, float[] values, params long[] shape)
    {
        Tensors[name] = (shape, values);
        WriteTensors();
    }

    /// <summary>Gives every linear layer of the decoder the weights that it has in a model of four bits, whose other parts are of eight.</summary>
    public void RoundToInt4()
    {
        foreach (var (name, (shape, values)) in Tensors.Where(tensor => IsLinear(tensor.Key, tensor.Value.Shape)).ToList())
            Tensors[name] = (shape, Rounded(values, (int)shape[1]));

        // A head that is the table of embeddings has weights of its own then; the table keeps its.
        if (!Tensors.Keys.Any(IsHead))
        {
            var (name, (shape, values)) = Tensors.Single(tensor => tensor.Key.EndsWith("embed_tokens.weight", StringComparison.Ordinal));
            var head = name.StartsWith("language_model.model.", StringComparison.Ordinal) ? "language_model.lm_head.weight" : "lm_head.weight";
            Tensors[head] = (shape, Rounded(values, (int)shape[1]));
            Edit("config.json", [], root =>
            {
                root["tie_word_embeddings"] = false;
                if (root["text_config"] is JsonObject text) text["tie_word_embeddings"] = false;
            });
        }

        WriteTensors();
    }

    private static bool IsLinear(string name, long[] shape) => shape.Length == 2
        && (IsHead(name) || (name.Contains(".layers.", StringComparison.Ordinal) && !name.Contains("vision", StringComparison.Ordinal)));

    private static bool IsHead(string name) => name.EndsWith("lm_head.weight", StringComparison.Ordinal);

    private static float[] Rounded(float[] values, int inputs)
    {
        var block = BlockFormat.BlockOf(inputs);
        var rounded = new float[values.Length];
        var packed = new byte[block / 2];
        for (var row = 0; row < values.Length; row += inputs)
        {
            for (var start = row; start < row + inputs; start += block)
            {
                var count = Math.Min(block, row + inputs - start);
                var scale = BlockFormat.Quantize(values.AsSpan(start, count), packed, bits: 4);
                for (var i = 0; i < count; i++) rounded[start + i] = (((packed[i / 2] >> (4 * (i & 1))) & 15) - 8) * scale;
            }
        }

        return rounded;
    }

    /// <summary>Exports it to a new folder.</summary>
    public (string Folder, ModelManifest Manifest) Export(ModelPrecision precision = ModelPrecision.Float32)
    {
        var output = _folder.PathOf($"model-{_exports++}");
        return (output, ModelExporter.Export(new() { Checkpoint = Location, Output = output, Precision = precision, Warn = Warnings.Add }));
    }

    /// <summary>The embeddings of one tensor of noise.</summary>
    public float[] Encode() => Run((session, pixels) => session.Encode(pixels));

    /// <summary>The tower's features of one tensor of noise.</summary>
    public float[] Features() => Run((session, pixels) => session.Features(pixels));

    public void Dispose() => _folder.Dispose();

    private float[] Run(Func<ImageSession, float[], float[]> run)
    {
        var (folder, manifest) = Export();
        using var session = new ImageSession(folder, manifest);
        var random = new Random(3);
        var side = manifest.Vision.ImageSize;
        return run(session, [.. Enumerable.Range(0, 3 * side * side).Select(_ => random.NextSingle() - 0.5f)]);
    }

    private void WriteTensors() => SafetensorsWriter.Write(PathOf("model.safetensors"), Tensors, WeightType.Float32);
}
