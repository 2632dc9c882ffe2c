using Judger.Export.Blocks;
using Judger.Export.Families.Qwen25Vl;
using Judger.Export.Onnx;
using Judger.Imaging.Preprocessing;

namespace Judger.Export.Families.Qwen3Vl;

/// <summary>
/// The vision transformer of Qwen3-VL over the patches of one image: <c>pixel_values [1, patches, numbers]</c>, <c>patch_places [patches, 2]</c>, and between
/// which learned positions a patch lies (<c>position_indices [patches, 4]</c>, <c>position_weights [patches, 1, 4]</c>) to <c>image_features [1, patches,
/// features * hidden]</c>: the last layer's output, then those of the layers whose features go to the text model's.
/// </summary>
internal sealed class Qwen3VisionGraph
{
    private const int Neighbours = 4;

    private readonly GraphBuilder _graph;
    private readonly GraphWeights _weights;
    private readonly Qwen3VlTower _tower;
    private readonly string _prefix;
    private readonly QwenVlPatches _patches;
    private readonly LayerNorm _norm;
    private readonly GeluMlp _mlp;

    private Qwen3VisionGraph(GraphWeights weights, Qwen3VlTower tower, ImageResolution image, string prefix)
    {
        (_graph, _weights, _tower, _prefix) = (weights.Graph, weights, tower, prefix);
        _patches = new(weights, tower.Sizes, image);
        _norm = new(weights, tower.Sizes.Hidden, QwenVlTower.NormEpsilon);
        _mlp = new(weights, tower.Sizes.Hidden, tower.Sizes.Intermediate, tower.Activation, "linear_fc");
    }

    /// <summary>Writes the graph.</summary>
    /// <param name="weights">The checkpoint's tensors, on their way into the graph.</param>
    /// <param name="tower">The tower.</param>
    /// <param name="image">How many pixels an image has at most.</param>
    /// <param name="prefix">Begins the names of its tensors.</param>
    public static void Build(GraphWeights weights, Qwen3VlTower tower, ImageResolution image, string prefix) =>
        new Qwen3VisionGraph(weights, tower, image, prefix).Build();

    private void Build()
    {
        var sizes = _tower.Sizes;
        var x = _patches.Embed(_prefix + "patch_embed.proj.weight");
        x = _graph.Op("Add", [x, _weights.Vector(_prefix + "patch_embed.proj.bias", sizes.Hidden)]);
        x = _graph.Op("Add", [x, Positions()]);
        var attention = new PatchAttention(_weights, sizes.Hidden, sizes.Heads, _patches.Rotate());
        var outputs = new List<string>();
        for (var i = 0; i < sizes.Depth; i++)
        {
            var layer = $"{_prefix}blocks.{i}.";
            x = _graph.Op("Add", [x, attention.Apply(layer + "attn.", _norm.Apply(layer + "norm1", x))]);
            x = _graph.Op("Add", [x, _mlp.Apply(layer + "mlp.", _norm.Apply(layer + "norm2", x))]);
            outputs.Add(x);
        }

        string[] features = [x, .. _tower.Deepstack.Select(feature => outputs[feature.Layer])];
        if (features.Length > 1) x = _graph.Op("Concat", features, Attributes.Of("axis", 2));
        _weights.Leave(x, "image_features", 1, "patches", features.Length * sizes.Hidden);
    }

    private string Positions()
    {
        var (hidden, count) = (_tower.Sizes.Hidden, _tower.PositionSide * _tower.PositionSide);
        var table = _weights.Reshaped(_prefix + "pos_embed.weight", [count, hidden], count, hidden);
        var near = _graph.Op("Gather", [table, _graph.Input("position_indices", ElementType.Int64, "patches", Neighbours)]);
        var shares = _weights.Enter(_graph.Input("position_weights", ElementType.Float32, "patches", 1, Neighbours));
        return _graph.Op("Reshape", [_graph.Op("MatMul", [shares, near]), _graph.Integers(1, -1, hidden)]);
    }
}
