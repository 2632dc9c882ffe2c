using Judger.Export.Onnx;

namespace Judger.Export.Blocks;

/// <summary>The feed-forward layer of a vision transformer: linear, GELU, linear, with biases.</summary>
/// <param name="weights">The tensors.</param>
/// <param name="hidden">Width outside.</param>
/// <param name="intermediate">Width inside.</param>
/// <param name="kind">The activation.</param>
/// <param name="name">Begins the names of its two layers.</param>
internal sealed class GeluMlp(GraphWeights weights, int hidden, int intermediate, GeluKind kind, string name = "fc")
{
    private const double QuickFactor = 1.702;

    /// <summary>Applies <c>PREFIX fc1</c> and <c>fc2</c>, or whatever they are called.</summary>
    public string Apply(string prefix, string x)
    {
        var graph = weights.Graph;
        var inner = weights.Affine($"{prefix}{name}1", x, intermediate, hidden);
        inner = kind switch
        {
            GeluKind.Quick => graph.ContribOp("QuickGelu", [inner], Attributes.Of("alpha", QuickFactor)),
            GeluKind.Tanh => graph.Op("Gelu", [inner], Attributes.Of("approximate", "tanh")),
            _ => graph.Op("Gelu", [inner]),
        };
        return weights.Affine($"{prefix}{name}2", inner, hidden, intermediate);
    }
}
