using System.Text.Json.Nodes;
using Judger.Export.Pipeline;
using Judger.Export.Synthetic;
using Judger.Export.Tests.Fixtures;

namespace Judger.Inference.Tests.Reference;

/// <summary>A checkpoint that never ends an answer, so that it can be followed for as long as one likes, and its export.</summary>
internal sealed class ParityModel : IDisposable
{
    private const int EndOfSequence = 2;
    private readonly TemporaryFolder _folder = new();

    /// <summary>The checkpoint's folder.</summary>
    public string Checkpoint => _folder.PathOf("checkpoint");

    /// <summary>The model folder.</summary>
    public string Location => _folder.PathOf("model");

    /// <summary>Random weights.</summary>
    public static ParityModel Random(SyntheticGeometry geometry)
    {
        var checkpoint = new RandomCheckpoint(geometry);
        var head = checkpoint[checkpoint.Head];

        // Embeddings that are the head too would repeat the last token for ever if they weighed as much as what the layers add to them.
        if (geometry.Tied) Array.ForEach(Enumerable.Range(0, head.Length).ToArray(), i => head[i] /= 8);

        // The largest of some hundred random logits is never 0.
        head.AsSpan(EndOfSequence * geometry.Hidden, geometry.Hidden).Clear();
        var model = new ParityModel();
        checkpoint.Write(model.Checkpoint);
        model.Export(geometry.AttentionLayer);
        return model;
    }

    /// <summary>The embedded model's weights; an answer goes on behind its end.</summary>
    public static ParityModel Trained(string checkpoint)
    {
        var model = new ParityModel();
        Directory.CreateDirectory(model.Checkpoint);
        foreach (var file in Directory.GetFiles(checkpoint)) File.Copy(file, Path.Combine(model.Checkpoint, Path.GetFileName(file)));
        var config = JsonNode.Parse(File.ReadAllText(Path.Combine(checkpoint, "config.json")))!;
        var text = config["text_config"]!;

        // The last id pads the vocabulary: no text has it and no training chose it.
        text["eos_token_id"] = text["vocab_size"]!.GetValue<int>() - 1;
        File.WriteAllText(Path.Combine(model.Checkpoint, "config.json"), config.ToJsonString());
        model.Export(attentionLayer: null);
        return model;
    }

    public void Dispose() => _folder.Dispose();

    private void Export(int? attentionLayer) =>
        ModelExporter.Export(new() { Checkpoint = Checkpoint, Output = Location, AttentionLayer = attentionLayer });
}
