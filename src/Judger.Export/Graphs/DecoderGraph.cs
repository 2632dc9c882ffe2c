using Judger.Export.Onnx;
using Judger.Inference;

namespace Judger.Export;

/// <summary>
/// The Llama decoder over a KV cache that is extended in place: <c>inputs_embeds [b, s, hidden]</c>, <c>seqlens_k [b]</c> (positions after this step less
/// one), <c>total_sequence_length [1]</c>, <c>last_index [b, 1]</c>, <c>row_positions [1]</c> and <c>past.i.key/value [b, kv heads, capacity, head size]</c> to
/// <c>logits [b, 1, vocabulary]</c> of the last position, <c>attn_row [b, row positions]</c> and <c>present.i.*</c>, which are to be bound to the same buffers as past.
/// The cache has the graph's own number format; everything else that goes in or out is float32. The capacity is the host's choice from run to run, up to the model's context.
/// </summary>
internal sealed class DecoderGraph
{
    private const string Capacity = "capacity";

    private readonly GraphBuilder _graph;
    private readonly GraphWeights _weights;
    private readonly TextConfig _text;
    private readonly TensorNames _names;
    private readonly Func<string, string> _head;
    private readonly AttentionRow _row;
    private readonly string _cosines;
    private readonly string _sines;

    private DecoderGraph(GraphBuilder graph, Checkpoint checkpoint, ModelPrecision precision, int attentionLayer)
    {
        _graph = graph;
        _text = checkpoint.Text;
        _names = checkpoint.Names;
        _weights = new(graph, checkpoint, precision);
        _head = _weights.Linear("head", checkpoint.Head);
        (_cosines, _sines) = RotaryTables.Write(graph, _weights.Compute, _text);
        _row = new(graph, _weights, _text, attentionLayer, _cosines, _sines);
    }

    public static void Build(GraphBuilder graph, Checkpoint checkpoint, ModelPrecision precision, int attentionLayer) =>
        new DecoderGraph(graph, checkpoint, precision, attentionLayer).Build();

    private int QueryWidth => _text.Heads * _text.HeadSize;

    private int KeyWidth => _text.KeyValueHeads * _text.HeadSize;

    private void Build()
    {
        var x = _weights.Enter(_graph.Input("inputs_embeds", ElementType.Float32, "batch", "sequence", _text.Hidden));
        _graph.Input("seqlens_k", ElementType.Int32, "batch");
        _graph.Input("total_sequence_length", ElementType.Int32, 1);
        _graph.Input("last_index", ElementType.Int64, "batch", 1);
        _graph.Input(AttentionRow.Length, ElementType.Int32, 1);

        // A layer leaves its residual stream and its last addition apart, for the next norm to add while it reads them.
        string? addition = null;
        for (var i = 0; i < _text.Layers; i++) (x, addition) = Layer(i, x, addition);
        var (last, _) = Norm(_names.Language + "norm.weight", LastPosition(x), LastPosition(addition!));
        _weights.Leave(_head(last), "logits", "batch", 1, _text.Vocabulary);
        _graph.Output(AttentionRow.Output, ElementType.Float32, "batch", AttentionRow.Length);
    }

    private (string Stream, string Addition) Layer(int index, string stream, string? addition)
    {
        var prefix = $"{_names.Language}layers.{index}.";
        (var normed, stream) = Norm(prefix + "input_layernorm.weight", stream, addition);
        var attended = Attend(index, prefix + "self_attn.", normed);
        (normed, stream) = Norm(prefix + "post_attention_layernorm.weight", stream, attended);

        var gate = Linear(prefix + "mlp.gate_proj", normed, _text.Intermediate, _text.Hidden);
        var up = Linear(prefix + "mlp.up_proj", normed, _text.Intermediate, _text.Hidden);
        var silu = _graph.ContribOp("QuickGelu", [gate], Attributes.Of("alpha", 1.0));
        return (stream, Linear(prefix + "mlp.down_proj", _graph.Op("Mul", [silu, up]), _text.Hidden, _text.Intermediate));
    }

    private string Attend(int index, string prefix, string normed)
    {
        var packed = _weights.Linear(
            prefix + "qkv_proj",
            _weights.Tensor(prefix + "q_proj.weight", QueryWidth, _text.Hidden),
            _weights.Tensor(prefix + "k_proj.weight", KeyWidth, _text.Hidden),
            _weights.Tensor(prefix + "v_proj.weight", KeyWidth, _text.Hidden));
        var qkv = packed(normed);
        var attended = _graph.Fresh("attention");
        _graph.ContribNode(
            "GroupQueryAttention",
            [qkv, "", "", Cache("past", index, "key"), Cache("past", index, "value"), "seqlens_k", "total_sequence_length", _cosines, _sines],
            [attended, $"present.{index}.key", $"present.{index}.value"],
            Attributes.Of("num_heads", _text.Heads),
            Attributes.Of("kv_num_heads", _text.KeyValueHeads),
            Attributes.Of("do_rotary", 1));
        _graph.Output($"present.{index}.key", _weights.Compute, CacheShape);
        _graph.Output($"present.{index}.value", _weights.Compute, CacheShape);
        _row.Capture(index, qkv);
        return Linear(prefix + "o_proj", attended, _text.Hidden, QueryWidth);
    }

    private Dimension[] CacheShape => ["batch", _text.KeyValueHeads, Capacity, _text.HeadSize];

    private string Cache(string when, int index, string kind) => _graph.Input($"{when}.{index}.{kind}", _weights.Compute, CacheShape);

    private string Linear(string prefix, string x, int outputs, int inputs) => _weights.Linear(prefix + ".weight", outputs, inputs)(x);

    /// <summary>RMSNorm of the stream, after an addition to it if there is one. Returns the normed values and the stream after the addition.</summary>
    private (string Normed, string Stream) Norm(string weight, string stream, string? addition)
    {
        var (scale, epsilon) = (_weights.Vector(weight, _text.Hidden), Attributes.Of("epsilon", _text.NormEpsilon));
        if (addition is null)
            return (_graph.Op("SimplifiedLayerNormalization", [stream, scale], epsilon, Attributes.Of("axis", -1), Attributes.Of("stash_type", 1)), stream);
        var (normed, sum) = (_graph.Fresh("normed"), _graph.Fresh("stream"));
        _graph.ContribNode("SkipSimplifiedLayerNormalization", [stream, addition, scale], [normed, "", "", sum], epsilon);
        return (normed, sum);
    }

    /// <summary>[b, s, hidden] to [b, 1, hidden].</summary>
    private string LastPosition(string x) =>
        _graph.Op("Unsqueeze", [_graph.Op("GatherND", [x, "last_index"], Attributes.Of("batch_dims", 1)), _graph.Integers(1)]);
}
