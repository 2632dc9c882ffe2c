using Judger.Export.Onnx;

namespace Judger.Export.Blocks;

/// <summary>
/// The attention of a vision transformer over the patches of one image of any size, <c>[1, patches, hidden]</c>: queries, keys and values are one product with
/// biases, patches turn by their row and column, and each sees every other one, or those of its window.
/// </summary>
/// <param name="weights">The tensors.</param>
/// <param name="hidden">Width.</param>
/// <param name="heads">Attention heads.</param>
/// <param name="rotation">Turns queries and keys.</param>
/// <param name="windows">The windows; null for a tower that has none.</param>
internal sealed class PatchAttention(GraphWeights weights, int hidden, int heads, Rotation rotation, PatchWindows? windows = null)
{
    private readonly GraphBuilder _graph = weights.Graph;

    /// <summary>Applies <c>PREFIX qkv</c> and <c>proj</c>.</summary>
    /// <param name="prefix">Begins the names of its tensors.</param>
    /// <param name="x">The normed stream.</param>
    /// <param name="inWindows">Whether a patch sees its window alone.</param>
    public string Apply(string prefix, string x, bool inWindows = false)
    {
        var qkv = weights.Affine(prefix + "qkv", x, 3 * hidden, hidden);
        string[] inputs = [Turned(Part(qkv, 0)), Turned(Part(qkv, 1)), Part(qkv, 2)];
        var attended = inWindows ? windows!.Attend(inputs, heads) : _graph.ContribOp("MultiHeadAttention", inputs, Attributes.Of("num_heads", heads));
        return weights.Affine(prefix + "proj", attended, hidden, hidden);
    }

    private string Part(string qkv, int index) =>
        _graph.Op("Slice", [qkv, _graph.Integers(index * hidden), _graph.Integers((index + 1) * hidden), _graph.Integers(2)]);

    private string Turned(string x)
    {
        x = _graph.Op("Reshape", [x, _graph.Integers(0, 0, heads, hidden / heads)]);
        return _graph.Op("Reshape", [rotation.Apply(x), _graph.Integers(0, 0, hidden)]);
    }
}
