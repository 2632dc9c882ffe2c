using Judger.Export.Blocks;
using Judger.Export.Onnx;

namespace Judger.Export.Families.Llava;

/// <summary>
/// The CLIP vision transformer: <c>pixel_values [n, 3, side, side]</c> to <c>image_features [n, patches, hidden]</c>, the output of the layer that the
/// checkpoint's configuration names, or the outputs of several side by side, without the class token. The final norm is not used.
/// </summary>
internal sealed class ClipGraph
{
    private readonly GraphBuilder _graph;
    private readonly GraphWeights _weights;
    private readonly ClipConfig _vision;
    private readonly string _prefix;
    private readonly LayerNorm _norm;
    private readonly EncoderAttention _attention;
    private readonly GeluMlp _mlp;

    private ClipGraph(GraphWeights weights, ClipConfig vision, string prefix)
    {
        (_graph, _weights, _vision, _prefix) = (weights.Graph, weights, vision, prefix);
        _norm = new(weights, vision.Hidden, vision.NormEpsilon);
        _attention = new(weights, vision.Hidden, vision.Heads);
        _mlp = new(weights, vision.Hidden, vision.Intermediate, vision.QuickGelu ? GeluKind.Quick : GeluKind.Exact);
    }

    /// <summary>Writes the graph.</summary>
    /// <param name="weights">The checkpoint's tensors, on their way into the graph.</param>
    /// <param name="vision">The tower.</param>
    /// <param name="prefix">Begins the names of its tensors.</param>
    public static void Build(GraphWeights weights, ClipConfig vision, string prefix) => new ClipGraph(weights, vision, prefix).Build();

    private void Build()
    {
        var pixels = _weights.Enter(_graph.Input("pixel_values", ElementType.Float32, "images", 3, _vision.ImageSize, _vision.ImageSize));
        var x = _norm.Apply(_prefix + "pre_layrnorm", Embed(_prefix + "embeddings.", pixels));
        List<string> outputs = [x];
        for (var i = 0; i < _vision.UsedLayers; i++) outputs.Add(x = Layer($"{_prefix}encoder.layers.{i}.", x));
        if (_vision.FeatureLayers.Count > 1) x = _graph.Op("Concat", [.. _vision.FeatureLayers.Select(layer => outputs[layer])], Attributes.Of("axis", 2));
        x = _graph.Op("Slice", [x, _graph.Integers(1), _graph.Integers(_vision.Patches + 1), _graph.Integers(1)]);
        _weights.Leave(x, "image_features", "images", _vision.Patches, _vision.FeatureWidth);
    }

    private string Embed(string prefix, string pixels)
    {
        int width = _vision.Hidden, tokens = _vision.Patches + 1;
        var patches = new PatchEmbedding(_weights, width, _vision.PatchSize, _vision.ImageSize).Apply(prefix + "patch_embedding.weight", pixels);

        var x = ClassToken.Before(_graph, _weights.Reshaped(prefix + "class_embedding", [width], 1, 1, width), patches);
        return _graph.Op("Add", [x, _weights.Reshaped(prefix + "position_embedding.weight", [tokens, width], 1, tokens, width)]);
    }

    private string Layer(string prefix, string x)
    {
        x = _graph.Op("Add", [x, _attention.Apply(prefix + "self_attn.", _norm.Apply(prefix + "layer_norm1", x))]);
        return _graph.Op("Add", [x, _mlp.Apply(prefix + "mlp.", _norm.Apply(prefix + "layer_norm2", x))]);
    }
}
