using Judger.Export.Onnx;

namespace Judger.Export.Blocks;

/// <summary>
/// Causal attention with rotary positions over a KV cache that is extended in place, as one operator (GroupQueryAttention): it takes a head count of its own
/// for keys and values, appends to the cache without copying it, and reads each sequence's length from <c>seqlens_k</c>, so that sequences of any length
/// share a step. Positions that are not the cache's length turn queries and keys before it.
/// </summary>
/// <param name="weights">The tensors.</param>
/// <param name="text">The sizes.</param>
/// <param name="cosines">The rotary cosines' name; null with a rotation of its own.</param>
/// <param name="sines">The rotary sines' name; null likewise.</param>
/// <param name="row">Takes the queries of its layer.</param>
/// <param name="rotation">Turns queries and keys where the operator cannot.</param>
internal sealed class CachedAttention(
    GraphWeights weights, TextConfig text, string? cosines, string? sines, AttentionRowBlock row, Rotation? rotation = null)
{
    /// <summary>The attribute that says how many positions a layer looks back at.</summary>
    public const string WindowName = "local_window_size";

    /// <summary>The attribute that says what scores are multiplied by.</summary>
    public const string ScaleName = "scale";

    /// <summary>The input of GroupQueryAttention that is added to the scores.</summary>
    public const int MaskInput = 10;

    private const string Capacity = "capacity";

    private Dimension[] CacheShape => ["batch", text.KeyValueHeads, Capacity, text.HeadSize];

    /// <summary>Applies <c>PREFIX q_proj</c>, <c>k_proj</c>, <c>v_proj</c>, which become one product, and <c>o_proj</c> to <c>[b, s, hidden]</c>.</summary>
    /// <param name="layer">The layer, which names its part of the cache.</param>
    /// <param name="prefix">Begins the names of its tensors.</param>
    /// <param name="normed">The normed stream.</param>
    public string Apply(int layer, string prefix, string normed)
    {
        var graph = weights.Graph;
        var packed = weights.Linear(
            prefix + "qkv_proj",
            weights.Tensor(prefix + "q_proj.weight", text.QueryWidth, text.Hidden),
            weights.Tensor(prefix + "k_proj.weight", text.KeyWidth, text.Hidden),
            weights.Tensor(prefix + "v_proj.weight", text.KeyWidth, text.Hidden));
        var qkv = packed(normed);
        if (text.HasAttentionBias)
        {
            var bias = weights.Vectors(
                prefix + "qkv_proj.bias",
                (prefix + "q_proj.bias", text.QueryWidth),
                (prefix + "k_proj.bias", text.KeyWidth),
                (prefix + "v_proj.bias", text.KeyWidth));
            qkv = graph.Op("Add", [qkv, bias]);
        }

        string[] inputs =
        [
            .. rotation is null && !text.HasHeadNorms ? [qkv, "", ""] : Apart(prefix, qkv),
            Past(layer, "key"),
            Past(layer, "value"),
            "seqlens_k",
            "total_sequence_length",
            .. rotation is null ? [cosines!, sines!] : Array.Empty<string>(),
        ];
        var attended = graph.Fresh("attention");
        graph.ContribNode(
            "GroupQueryAttention",
            inputs,
            [attended, $"present.{layer}.key", $"present.{layer}.value"],
            [
                Attributes.Of("num_heads", text.Heads),
                Attributes.Of("kv_num_heads", text.KeyValueHeads),
                Attributes.Of("do_rotary", rotation is null ? 1 : 0),
                .. text.WindowOf(layer) is { } window ? [Attributes.Of(WindowName, window)] : Array.Empty<AttributeProto>(),
            ]);
        graph.Output($"present.{layer}.key", weights.Compute, CacheShape);
        graph.Output($"present.{layer}.value", weights.Compute, CacheShape);
        row.Capture(layer, inputs[0]);
        return weights.Project(prefix + "o_proj", attended, text.Hidden, text.QueryWidth);
    }

    /// <summary>Queries, keys and values apart, normed and turned as far as the operator does not do it.</summary>
    private string[] Apart(string prefix, string qkv)
    {
        var graph = weights.Graph;
        return
        [
            Heads("q_norm", 0, text.Heads),
            Heads("k_norm", text.QueryWidth, text.KeyValueHeads),
            Slice(text.QueryWidth + text.KeyWidth, text.KeyWidth),
        ];

        string Heads(string norm, int start, int heads)
        {
            var x = graph.Op("Reshape", [Slice(start, heads * text.HeadSize), graph.Integers(0, 0, heads, text.HeadSize)]);
            if (text.HasHeadNorms) (x, _) = new RmsNorm(weights, text.HeadSize, text.NormEpsilon).Apply($"{prefix}{norm}.weight", x, addition: null);
            return graph.Op("Reshape", [rotation?.Apply(x) ?? x, graph.Integers(0, 0, heads * text.HeadSize)]);
        }

        string Slice(int start, int width) =>
            graph.Op("Slice", [qkv, graph.Integers(start), graph.Integers(start + width), graph.Integers(2)]);
    }

    private string Past(int layer, string kind) => weights.Graph.Input($"past.{layer}.{kind}", weights.Compute, CacheShape);
}
