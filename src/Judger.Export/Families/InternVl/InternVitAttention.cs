using Judger.Export.Blocks;
using Judger.Export.Onnx;

namespace Judger.Export.Families.InternVl;

/// <summary>
/// The attention of InternViT: queries, keys and values from one product, where the tower has it normed over their whole width before they are split into
/// heads.
/// </summary>
internal sealed class InternVitAttention(GraphWeights weights, InternVitConfig vision, InternVitNames names)
{
    // In every checkpoint: it is not a setting.
    private const double QueryNormEpsilon = 1e-6;

    private static readonly string[] Parts = ["q", "k", "v"];

    /// <summary>Applies the attention of the layer whose names begin so to <c>[n, s, hidden]</c>.</summary>
    public string Apply(string layer, string x)
    {
        var (graph, width) = (weights.Graph, vision.Hidden);
        var qkv = Project(layer + names.Attention, x);
        string[] inputs = [.. Parts.Select((_, i) => graph.Op(
            "Slice", [qkv, graph.Integers(i * width), graph.Integers((i + 1) * width), graph.Integers(2)]))];
        if (vision.HasQueryNorm)
        {
            for (var i = 0; i < 2; i++) inputs[i] = Norm($"{layer}{names.Attention}{Parts[i]}_norm.weight", inputs[i]);
        }

        var attended = graph.ContribOp("MultiHeadAttention", inputs, Attributes.Of("num_heads", vision.Heads));
        return weights.Affine(layer + names.Projection, attended, width, width);
    }

    private string Project(string prefix, string x)
    {
        var (width, fused) = (vision.Hidden, prefix + "qkv");
        var product = names.IsFused
            ? weights.Project(fused, x, 3 * width, width)
            : weights.Linear(fused, [.. Parts.Select(part => weights.Tensor($"{prefix}{part}_proj.weight", width, width))])(x);
        if (!vision.HasAttentionBias) return product;
        var bias = names.IsFused
            ? weights.Vector(fused + ".bias", 3 * width)
            : weights.Vectors(fused + ".bias", [.. Parts.Select(part => ($"{prefix}{part}_proj.bias", width))]);
        return weights.Graph.Op("Add", [product, bias]);
    }

    private string Norm(string name, string x) =>
        new RmsNorm(weights, vision.Hidden, QueryNormEpsilon).Apply(name, x, addition: null).Normed;
}
