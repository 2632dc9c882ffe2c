using Judger.Export.Blocks;
using Judger.Export.Checkpoints;
using Judger.Export.Onnx;

namespace Judger.Export.Families.Gemma3;

/// <summary>
/// The decoder of Gemma 3, with the inputs and outputs of <see cref="Llava.LlamaGraph"/> and two more inputs: <c>positions [b, s]</c>, and
/// <c>image_ends [b, s]</c>, the last position of the image that each position belongs to, or -1. Each branch is normed before and after.
/// </summary>
internal sealed class Gemma3Graph
{
    private readonly GraphBuilder _graph;
    private readonly GraphWeights _weights;
    private readonly Gemma3Text _gemma;
    private readonly TextConfig _text;
    private readonly string _prefix;
    private readonly RmsNorm _norm;
    private readonly GatedMlp _mlp;

    private Gemma3Graph(GraphWeights weights, Gemma3Text gemma, string prefix)
    {
        (_graph, _weights, _gemma, _text, _prefix) = (weights.Graph, weights, gemma, gemma.Text, prefix);
        _norm = new(weights, _text.Hidden, _text.NormEpsilon, offset: 1);
        _mlp = new(weights, _text.Hidden, _text.Intermediate, isGelu: true);
    }

    /// <summary>Writes the graph, with the attention row of one layer.</summary>
    /// <param name="weights">The checkpoint's tensors, on their way into the graph.</param>
    /// <param name="gemma">The decoder.</param>
    /// <param name="prefix">Begins the names of its tensors.</param>
    /// <param name="head">The head's matrix.</param>
    /// <param name="attentionLayer">The layer.</param>
    /// <param name="isPlain">Whether plain operators attend (<see cref="Gemma3Attention"/>).</param>
    public static void Build(GraphWeights weights, Gemma3Text gemma, string prefix, CheckpointTensor head, int attentionLayer, bool isPlain) =>
        new Gemma3Graph(weights, gemma, prefix).Build(head, attentionLayer, isPlain);

    private void Build(CheckpointTensor head, int attentionLayer, bool isPlain)
    {
        var logits = _weights.Linear("head", head);
        var x = _weights.Enter(_graph.Input("inputs_embeds", ElementType.Float32, "batch", "sequence", _text.Hidden));
        _graph.Input("seqlens_k", ElementType.Int32, "batch");
        _graph.Input("total_sequence_length", ElementType.Int32, 1);
        _graph.Input(AttentionRowBlock.Answering, ElementType.Int64, "batch", "answers");
        _graph.Input(AttentionRowBlock.Length, ElementType.Int32, 1);
        _graph.Input("positions", ElementType.Int32, "batch", "sequence");
        _graph.Input("image_ends", ElementType.Int32, "batch", "sequence");

        var masks = new SightMasks(_graph, _text, _gemma.Window);
        var local = Tables(_gemma.LocalTheta, 1, "rotary.local");
        var global = Tables(_gemma.GlobalTheta, _gemma.GlobalFactor, "rotary.global");
        string? due = null;
        for (var i = 0; i < _text.Layers; i++)
        {
            var (cosines, sines) = _gemma.Global[i] ? global : local;
            var mask = _gemma.Global[i] ? masks.Global : masks.Local;
            var row = new AttentionRowBlock(
                _graph, _weights.Compute, _text.Geometry, attentionLayer, cosines, sines, scale: _gemma.Scale, mask: mask);
            (x, due) = Layer(i, x, due, new(_weights, _gemma, cosines, sines, mask, isPlain), row);
        }

        var (last, _) = _norm.Apply(_prefix + "norm.weight", Answering(x), Answering(due!));
        _weights.Leave(logits(last), "logits", "batch", "answers", _text.Vocabulary);
        _graph.Output(AttentionRowBlock.Output, ElementType.Float32, "batch", AttentionRowBlock.Length);
    }

    private (string Cosines, string Sines) Tables(double theta, double factor, string name) =>
        RotaryTables.Write(_graph, _weights.Compute, _text.Context, _text.HeadSize, theta, factor, name);

    // A layer leaves its residual stream and its last addition apart, for the next norm to add while it reads them.
    private (string Stream, string Due) Layer(int index, string stream, string? due, Gemma3Attention attention, AttentionRowBlock row)
    {
        var prefix = $"{_prefix}layers.{index}.";
        (var normed, stream) = _norm.Apply(prefix + "input_layernorm.weight", stream, due);
        var (attended, _) = _norm.Apply(prefix + "post_attention_layernorm.weight", attention.Apply(index, prefix + "self_attn.", normed, row));
        (normed, stream) = _norm.Apply(prefix + "pre_feedforward_layernorm.weight", stream, attended);
        var (fed, _) = _norm.Apply(prefix + "post_feedforward_layernorm.weight", _mlp.Apply(prefix + "mlp.", normed));
        return (stream, fed);
    }

    /// <summary>[b, s, hidden] to [b, k, hidden].</summary>
    private string Answering(string x) =>
        _graph.Op("GatherND", [x, _graph.Op("Unsqueeze", [AttentionRowBlock.Answering, _graph.Integers(2)])], Attributes.Of("batch_dims", 1));
}
