using Judger.Export.Onnx;

namespace Judger.Export.Blocks;

/// <summary>LayerNorm over the last axis, with scale and bias <c>[width]</c>.</summary>
internal sealed class LayerNorm(GraphWeights weights, int width, double epsilon)
{
    /// <summary>Norms <paramref name="x"/> with <c>PREFIX.weight</c> and <c>PREFIX.bias</c>.</summary>
    public string Apply(string prefix, string x) => weights.Graph.Op(
        "LayerNormalization",
        [x, weights.Vector(prefix + ".weight", width), weights.Vector(prefix + ".bias", width)],
        Attributes.Of("axis", -1),
        Attributes.Of("epsilon", epsilon));
}
