using Judger.Export.Onnx;

namespace Judger.Export.Blocks;

/// <summary>The attention of a vision transformer: every position sees every other one of its image; projections with biases.</summary>
internal sealed class EncoderAttention(GraphWeights weights, int hidden, int heads)
{
    /// <summary>Applies <c>PREFIX q_proj</c>, <c>k_proj</c>, <c>v_proj</c> and <c>out_proj</c> to <c>[n, s, hidden]</c>.</summary>
    public string Apply(string prefix, string x)
    {
        string[] inputs = [Project("q_proj", x), Project("k_proj", x), Project("v_proj", x)];
        return Project("out_proj", weights.Graph.ContribOp("MultiHeadAttention", inputs, Attributes.Of("num_heads", heads)));

        string Project(string name, string input) => weights.Affine(prefix + name, input, hidden, hidden);
    }
}
