using Judger.Export.Onnx;

namespace Judger.Export.Blocks;

/// <summary>
/// RMSNorm (Zhang and Sennrich 2019, arXiv 1910.07467) of a residual stream <c>[b, s, width]</c>, computed in float32. An addition to the stream that is due
/// is made by the same operator, so that the stream is read once.
/// </summary>
/// <param name="weights">The tensors.</param>
/// <param name="width">Width of the stream.</param>
/// <param name="epsilon">Is added to the mean square.</param>
/// <param name="offset">Is added to the scale as the checkpoint has it: Gemma's are distances from one.</param>
internal sealed class RmsNorm(GraphWeights weights, int width, double epsilon, float offset = 0)
{
    /// <summary>Norms the stream, after an addition to it if there is one.</summary>
    /// <param name="weight">The name of the scale, <c>[width]</c>.</param>
    /// <param name="stream">The residual stream.</param>
    /// <param name="addition">What is added to it first, or null.</param>
    /// <returns>The normed values, and the stream after the addition.</returns>
    public (string Normed, string Stream) Apply(string weight, string stream, string? addition = null)
    {
        var graph = weights.Graph;
        var (scale, attribute) = (weights.Vector(weight, width, offset), Attributes.Of("epsilon", epsilon));
        if (addition is null)
        {
            var first = graph.Op("SimplifiedLayerNormalization", [stream, scale], attribute, Attributes.Of("axis", -1), Attributes.Of("stash_type", 1));
            return (first, stream);
        }

        var (normed, sum) = (graph.Fresh("normed"), graph.Fresh("stream"));
        graph.ContribNode("SkipSimplifiedLayerNormalization", [stream, addition, scale], [normed, "", "", sum], attribute);
        return (normed, sum);
    }
}
