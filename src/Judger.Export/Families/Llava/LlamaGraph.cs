using Judger.Export.Blocks;
using Judger.Export.Checkpoints;
using Judger.Export.Onnx;

namespace Judger.Export.Families.Llava;

/// <summary>
/// The decoder of Llama, Mistral, Qwen2 and Qwen3 over a KV cache that is extended in place: <c>inputs_embeds [b, s, hidden]</c>, <c>seqlens_k [b]</c>
/// (positions after this step less one), <c>total_sequence_length [1]</c>, <c>last_index [b, k]</c>, <c>row_positions [1]</c> and <c>past.i.key/value [b, kv
/// heads, capacity, head size]</c> to <c>logits [b, k, vocabulary]</c> of the positions that last_index names (the last one alone, or the prompt's last one and
/// those of a draft behind it), <c>attn_row [b, row positions]</c> of the first of them where it is the last position, and <c>present.i.*</c>, which are to be
/// bound to the same buffers as past. A decoder with places of tokens takes <c>position_ids [b, s, 3]</c> too, and one that adds features to an
/// image's tokens behind its first layers takes them as further columns of <c>inputs_embeds</c>. The cache has the graph's own number format; everything else
/// that goes in or out is float32. The capacity is the host's choice from run to run, up to the model's context.
/// </summary>
internal sealed class LlamaGraph
{
    private readonly GraphBuilder _graph;
    private readonly GraphWeights _weights;
    private readonly TextConfig _text;
    private readonly string _prefix;
    private readonly Func<string, string> _head;
    private readonly RmsNorm _norm;
    private readonly CachedAttention _attention;
    private readonly GatedMlp _mlp;

    private LlamaGraph(GraphWeights weights, TextConfig text, string prefix, CheckpointTensor head, int attentionLayer)
    {
        (_graph, _weights, _text, _prefix) = (weights.Graph, weights, text, prefix);
        _head = _weights.Linear("head", head);
        var rotation = _text.RotaryAxes.Count > 0 ? GridRotary.Create(_weights, _text) : null;
        (string? cosines, string? sines) = rotation is null ? RotaryTables.Write(_graph, _weights.Compute, _text) : (null, null);
        _norm = new(_weights, _text.Hidden, _text.NormEpsilon);
        var row = new AttentionRowBlock(
            _graph, _weights.Compute, _text.Geometry, attentionLayer, cosines, sines, _text.WindowOf(attentionLayer));
        _attention = new(_weights, _text, cosines, sines, row, rotation);
        _mlp = new(_weights, _text.Hidden, _text.Intermediate);
    }

    /// <summary>Writes the graph, with the attention row of one layer.</summary>
    /// <param name="weights">The checkpoint's tensors, on their way into the graph.</param>
    /// <param name="text">The decoder.</param>
    /// <param name="prefix">Begins the names of its tensors.</param>
    /// <param name="head">The head's matrix.</param>
    /// <param name="attentionLayer">The layer.</param>
    public static void Build(GraphWeights weights, TextConfig text, string prefix, CheckpointTensor head, int attentionLayer) =>
        new LlamaGraph(weights, text, prefix, head, attentionLayer).Build();

    private void Build()
    {
        var inputs = _weights.Enter(_graph.Input("inputs_embeds", ElementType.Float32, "batch", "sequence", _text.Geometry.InputWidth));
        var x = _text.FeatureLayers > 0 ? Columns(inputs, 0) : inputs;
        _graph.Input("seqlens_k", ElementType.Int32, "batch");
        _graph.Input("total_sequence_length", ElementType.Int32, 1);
        _graph.Input(AttentionRowBlock.Answering, ElementType.Int64, "batch", "answers");
        _graph.Input(AttentionRowBlock.Length, ElementType.Int32, 1);

        // A layer leaves its residual stream and its last addition apart, for the next norm to add while it reads them.
        string? addition = null;
        for (var i = 0; i < _text.Layers; i++)
        {
            (x, addition) = Layer(i, x, addition);
            if (i < _text.FeatureLayers) addition = _graph.Op("Add", [addition, Columns(inputs, i + 1)]);
        }

        var (last, _) = _norm.Apply(_prefix + "norm.weight", Answering(x), Answering(addition!));
        _weights.Leave(_head(last), "logits", "batch", "answers", _text.Vocabulary);
        _graph.Output(AttentionRowBlock.Output, ElementType.Float32, "batch", AttentionRowBlock.Length);
    }

    private (string Stream, string Addition) Layer(int index, string stream, string? addition)
    {
        var prefix = $"{_prefix}layers.{index}.";
        (var normed, stream) = _norm.Apply(prefix + "input_layernorm.weight", stream, addition);
        var attended = _attention.Apply(index, prefix + "self_attn.", normed);
        (normed, stream) = _norm.Apply(prefix + "post_attention_layernorm.weight", stream, attended);
        return (stream, _mlp.Apply(prefix + "mlp.", normed));
    }

    /// <summary>The embeddings, or the features of a layer, of all inputs.</summary>
    private string Columns(string inputs, int part) => _graph.Op(
        "Slice", [inputs, _graph.Integers(part * _text.Hidden), _graph.Integers((part + 1) * _text.Hidden), _graph.Integers(2)]);

    /// <summary>[b, s, hidden] to [b, k, hidden].</summary>
    private string Answering(string x) =>
        _graph.Op("GatherND", [x, _graph.Op("Unsqueeze", [AttentionRowBlock.Answering, _graph.Integers(2)])], Attributes.Of("batch_dims", 1));
}
