using Judger.Export.Blocks;
using Judger.Export.Onnx;

namespace Judger.Export.Families.LlavaOneVision;

/// <summary>
/// The SigLIP vision transformer (arXiv 2303.15343): <c>pixel_values [n, 3, side, side]</c> to <c>image_features [n, patches, hidden]</c>, the output of
/// the layer that the checkpoint's configuration names, or the outputs of several side by side. It has no class token; the final norm is used where a model
/// needs it.
/// </summary>
internal sealed class SiglipGraph
{
    private readonly GraphBuilder _graph;
    private readonly GraphWeights _weights;
    private readonly SiglipConfig _vision;
    private readonly string _prefix;
    private readonly LayerNorm _norm;
    private readonly EncoderAttention _attention;
    private readonly GeluMlp _mlp;

    private SiglipGraph(GraphWeights weights, SiglipConfig vision, string prefix)
    {
        (_graph, _weights, _vision, _prefix) = (weights.Graph, weights, vision, prefix);
        _norm = new(weights, vision.Hidden, vision.NormEpsilon);
        _attention = new(weights, vision.Hidden, vision.Heads);
        _mlp = new(weights, vision.Hidden, vision.Intermediate, vision.Activation);
    }

    /// <summary>Writes the graph.</summary>
    /// <param name="weights">The checkpoint's tensors, on their way into the graph.</param>
    /// <param name="vision">The tower.</param>
    /// <param name="prefix">Begins the names of its tensors.</param>
    public static void Build(GraphWeights weights, SiglipConfig vision, string prefix) => new SiglipGraph(weights, vision, prefix).Build();

    /// <summary>Adds the tower to a graph that goes on behind it, and returns <c>[n, patches, hidden]</c>.</summary>
    public static string Apply(GraphWeights weights, SiglipConfig vision, string prefix) => new SiglipGraph(weights, vision, prefix).Apply();

    private void Build() => _weights.Leave(Apply(), "image_features", "images", _vision.Patches, _vision.FeatureWidth);

    private string Apply()
    {
        var pixels = _weights.Enter(_graph.Input("pixel_values", ElementType.Float32, "images", 3, _vision.ImageSize, _vision.ImageSize));
        var x = Embed(_prefix + "embeddings.", pixels);
        List<string> outputs = [x];
        for (var i = 0; i < _vision.FeatureLayers.Max(); i++) outputs.Add(x = Layer($"{_prefix}encoder.layers.{i}.", x));
        x = _vision.FeatureLayers.Count == 1
            ? outputs[_vision.FeatureLayers[0]]
            : _graph.Op("Concat", [.. _vision.FeatureLayers.Select(layer => outputs[layer])], Attributes.Of("axis", 2));
        return _vision.FinalNorm is { } norm ? _norm.Apply(_prefix + norm, x) : x;
    }

    private string Embed(string prefix, string pixels)
    {
        var (width, patches) = (_vision.Hidden, _vision.Patches);
        var x = new PatchEmbedding(_weights, width, _vision.PatchSize, _vision.ImageSize).Apply(prefix + "patch_embedding.weight", pixels);
        x = _graph.Op("Add", [x, _weights.Vector(prefix + "patch_embedding.bias", width)]);
        var positions = _vision.Positions is { } rows
            ? _weights.Rows(prefix + "position_embedding.weight", patches, width, rows)
            : _weights.Reshaped(prefix + "position_embedding.weight", [patches, width], 1, patches, width);
        return _graph.Op("Add", [x, positions]);
    }

    private string Layer(string prefix, string x)
    {
        x = _graph.Op("Add", [x, _attention.Apply(prefix + "self_attn.", _norm.Apply(prefix + "layer_norm1", x))]);
        return _graph.Op("Add", [x, _mlp.Apply(prefix + "mlp.", _norm.Apply(prefix + "layer_norm2", x))]);
    }
}
