using Judger.Export.Onnx;

namespace Judger.Export.Blocks;

/// <summary>
/// The gated feed-forward layer of Llama (SwiGLU, Shazeer 2020, arXiv 2002.05202): <c>down(silu(gate(x)) * up(x))</c>. SiLU is QuickGelu with a factor of 1:
/// one operator where Sigmoid and Mul would be two. Gemma has GELU in its place.
/// </summary>
/// <param name="weights">The tensors.</param>
/// <param name="hidden">Width outside.</param>
/// <param name="intermediate">Width inside.</param>
/// <param name="hasBias">Whether its layers have biases.</param>
/// <param name="isGelu">Whether the gate is GELU, in its approximation with a hyperbolic tangent.</param>
internal sealed class GatedMlp(GraphWeights weights, int hidden, int intermediate, bool hasBias = false, bool isGelu = false)
{
    /// <summary>Applies <c>PREFIX gate_proj</c>, <c>up_proj</c> and <c>down_proj</c> to <c>[b, s, hidden]</c>.</summary>
    public string Apply(string prefix, string x)
    {
        var graph = weights.Graph;
        var gate = Apply(prefix + "gate_proj", x, intermediate, hidden);
        var up = Apply(prefix + "up_proj", x, intermediate, hidden);
        var opened = isGelu
            ? graph.Op("Gelu", [gate], Attributes.Of("approximate", "tanh"))
            : graph.ContribOp("QuickGelu", [gate], Attributes.Of("alpha", 1.0));
        return Apply(prefix + "down_proj", graph.Op("Mul", [opened, up]), hidden, intermediate);
    }

    private string Apply(string name, string x, int outputs, int inputs) =>
        hasBias ? weights.Affine(name, x, outputs, inputs) : weights.Project(name, x, outputs, inputs);
}
