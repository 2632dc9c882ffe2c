using Judger.Export.Blocks;
using Judger.Export.Onnx;

namespace Judger.Export.Families.Gemma3;

/// <summary>
/// Attention with norms of queries and keys, over a KV cache that is extended in place by GroupQueryAttention. On the CPU that operator takes the mask too.
/// On CUDA it takes none, so that there it only rotates and appends, and plain operators attend to what it has appended.
/// </summary>
/// <param name="weights">The tensors.</param>
/// <param name="gemma">The sizes.</param>
/// <param name="cosines">The rotary cosines' name.</param>
/// <param name="sines">The rotary sines' name.</param>
/// <param name="mask">What is added to scores.</param>
/// <param name="isPlain">Whether plain operators attend.</param>
internal sealed class Gemma3Attention(GraphWeights weights, Gemma3Text gemma, string cosines, string sines, string mask, bool isPlain)
{
    private const string Capacity = "capacity";

    private readonly GraphBuilder _graph = weights.Graph;
    private readonly TextConfig _text = gemma.Text;

    private Dimension[] CacheShape => ["batch", _text.KeyValueHeads, Capacity, _text.HeadSize];

    /// <summary>Applies <c>PREFIX q_proj</c>, <c>k_proj</c>, <c>v_proj</c>, <c>q_norm</c>, <c>k_norm</c> and <c>o_proj</c> to <c>[b, s, hidden]</c>.</summary>
    /// <param name="layer">The layer, which names its part of the cache.</param>
    /// <param name="prefix">Begins the names of its tensors.</param>
    /// <param name="normed">The normed stream.</param>
    /// <param name="row">Takes the queries if this is its layer.</param>
    public string Apply(int layer, string prefix, string normed, AttentionRowBlock row)
    {
        var queries = Heads(prefix + "q_", normed, _text.Heads, _text.QueryWidth);
        var keys = Heads(prefix + "k_", normed, _text.KeyValueHeads, _text.KeyWidth);
        var values = weights.Project(prefix + "v_proj", normed, _text.KeyWidth, _text.Hidden);
        var attended = _graph.Fresh("attention");
        string[] inputs = [queries, keys, values, Past(layer, "key"), Past(layer, "value"), "seqlens_k", "total_sequence_length", cosines, sines];
        _graph.ContribNode(
            "GroupQueryAttention",
            isPlain ? inputs : [.. inputs, "", mask],
            [attended, $"present.{layer}.key", $"present.{layer}.value"],
            [
                Attributes.Of("num_heads", _text.Heads),
                Attributes.Of("kv_num_heads", _text.KeyValueHeads),
                Attributes.Of("do_rotary", 1),
                Attributes.Of(CachedAttention.ScaleName, gemma.Scale),
                .. isPlain ? Array.Empty<AttributeProto>() : [Attributes.Of("causal", 0)],
            ]);
        _graph.Output($"present.{layer}.key", weights.Compute, CacheShape);
        _graph.Output($"present.{layer}.value", weights.Compute, CacheShape);
        row.Capture(layer, queries);
        return weights.Project(prefix + "o_proj", isPlain ? Attend(layer, queries) : attended, _text.Hidden, _text.QueryWidth);
    }

    private string Past(int layer, string kind) => _graph.Input($"past.{layer}.{kind}", weights.Compute, CacheShape);

    private string Heads(string prefix, string normed, int heads, int width)
    {
        var x = _graph.Op("Reshape", [weights.Project(prefix + "proj", normed, width, _text.Hidden), _graph.Integers(0, 0, heads, _text.HeadSize)]);
        (x, _) = new RmsNorm(weights, _text.HeadSize, _text.NormEpsilon, offset: 1).Apply(prefix + "norm.weight", x);
        return _graph.Op("Reshape", [x, _graph.Integers(0, 0, width)]);
    }

    /// <summary>Attends to the cache: queries of the heads that share keys stand in a dimension of their own.</summary>
    private string Attend(int layer, string queries)
    {
        var (kv, group, size) = (_text.KeyValueHeads, _text.Heads / _text.KeyValueHeads, _text.HeadSize);
        var position = _graph.Op("Cast", ["positions"], Attributes.Of("to", (long)ElementType.Int64));
        var q = _graph.ContribOp("RotaryEmbedding", [queries, position, cosines, sines], Attributes.Of("num_heads", _text.Heads));
        q = _graph.Op("Reshape", [q, _graph.Integers(0, 0, kv, group, size)]);
        q = _graph.Op("Transpose", [q], Attributes.Of("perm", 0, 2, 3, 1, 4));
        var scores = _graph.ContribOp("FusedMatMul", [q, Cached(layer, "key")], Attributes.Of("transB", 1), Attributes.Of("alpha", gemma.Scale));

        // In float32, as the attention row's.
        scores = _graph.Op("Add", [weights.Convert(scores, ElementType.Float32, weights.Compute), _graph.Op("Unsqueeze", [mask, _graph.Integers(1)])]);
        var probabilities = weights.Enter(_graph.Op("Softmax", [scores], Attributes.Of("axis", -1)));
        var x = _graph.ContribOp("FusedMatMul", [probabilities, Cached(layer, "value")]);
        x = _graph.Op("Transpose", [x], Attributes.Of("perm", 0, 3, 1, 2, 4));
        return _graph.Op("Reshape", [x, _graph.Integers(0, 0, _text.QueryWidth)]);
    }

    // [b, kv heads, 1, total, head size].
    private string Cached(int layer, string kind)
    {
        var all = _graph.Op("Slice", [$"present.{layer}.{kind}", _graph.ShortIntegers(0), "total_sequence_length", _graph.ShortIntegers(2)]);
        return _graph.Op("Unsqueeze", [all, _graph.Integers(2)]);
    }
}
