using Judger.Export.Blocks;
using Judger.Export.Onnx;

namespace Judger.Export.Families.InternVl;

/// <summary>
/// The InternViT vision transformer: <c>pixel_values [n, 3, side, side]</c> to <c>image_features [n, patches, hidden]</c>, the output of the layer that the
/// checkpoint's configuration names, without the class token. What a layer adds to the stream is scaled first (LayerScale, arXiv 2103.17239).
/// </summary>
internal sealed class InternVitGraph
{
    private readonly GraphBuilder _graph;
    private readonly GraphWeights _weights;
    private readonly InternVitConfig _vision;
    private readonly InternVitNames _names;
    private readonly string _prefix;
    private readonly InternVitAttention _attention;
    private readonly GeluMlp _mlp;

    private InternVitGraph(GraphWeights weights, InternVitConfig vision, InternVitNames names, string prefix)
    {
        (_graph, _weights, _vision, _names, _prefix) = (weights.Graph, weights, vision, names, prefix);
        _attention = new(weights, vision, names);
        _mlp = new(weights, vision.Hidden, vision.Intermediate, GeluKind.Exact);
    }

    /// <summary>Writes the graph.</summary>
    /// <param name="weights">The checkpoint's tensors, on their way into the graph.</param>
    /// <param name="vision">The tower.</param>
    /// <param name="names">The names within it.</param>
    /// <param name="prefix">Begins the names of its tensors.</param>
    public static void Build(GraphWeights weights, InternVitConfig vision, InternVitNames names, string prefix) =>
        new InternVitGraph(weights, vision, names, prefix).Build();

    private void Build()
    {
        var pixels = _weights.Enter(_graph.Input("pixel_values", ElementType.Float32, "images", 3, _vision.ImageSize, _vision.ImageSize));
        var x = Embed(pixels);
        for (var i = 0; i < _vision.UsedLayers; i++) x = Layer($"{_prefix}{_names.Layers}{i}.", x);
        if (_vision.HasFinalNorm) x = new LayerNorm(_weights, _vision.Hidden, _vision.NormEpsilon).Apply(_prefix + "layernorm", x);
        x = _graph.Op("Slice", [x, _graph.Integers(1), _graph.Integers(_vision.Patches + 1), _graph.Integers(1)]);
        _weights.Leave(x, "image_features", "images", _vision.Patches, _vision.Hidden);
    }

    private string Embed(string pixels)
    {
        int width = _vision.Hidden, tokens = _vision.Patches + 1;
        var patches = new PatchEmbedding(_weights, width, _vision.PatchSize, _vision.ImageSize).Apply($"{_prefix}{_names.Patch}.weight", pixels);
        patches = _graph.Op("Add", [patches, _weights.Vector($"{_prefix}{_names.Patch}.bias", width)]);
        var x = ClassToken.Before(_graph, _weights.Reshaped(_prefix + _names.ClassToken, [1, 1, width], 1, 1, width), patches);
        return _graph.Op("Add", [x, _weights.Reshaped(_prefix + _names.Positions, [1, tokens, width], 1, tokens, width)]);
    }

    private string Layer(string prefix, string x)
    {
        var attended = _attention.Apply(prefix, Norm(prefix + _names.FirstNorm, x));
        x = _graph.Op("Add", [x, Scale(prefix + _names.FirstScale, attended)]);
        return _graph.Op("Add", [x, Scale(prefix + _names.SecondScale, _mlp.Apply(prefix + "mlp.", Norm(prefix + _names.SecondNorm, x)))]);
    }

    private string Scale(string name, string x) => _graph.Op("Mul", [x, _weights.Vector(name, _vision.Hidden)]);

    private string Norm(string name, string x) => _vision.HasRmsNorms
        ? new RmsNorm(_weights, _vision.Hidden, _vision.NormEpsilon).Apply(name + ".weight", x, addition: null).Normed
        : new LayerNorm(_weights, _vision.Hidden, _vision.NormEpsilon).Apply(name, x);
}
