using Judger.Export.Onnx;
using Judger.Inference.Manifest;

namespace Judger.Export.Blocks;

/// <summary>
/// The attention of the last position at one layer, as a side branch that computes one query row: no attention matrix is made, and every operator in it has a
/// CUDA kernel too. Products and softmax are in float32 over the first <c>row_positions</c> keys, whatever the graph computes in: rounded to float16, scores
/// would change large probabilities in the third digit. Mean over heads; positions behind the last one get zero. A run that wants no row asks for one position.
/// </summary>
/// <param name="graph">The graph.</param>
/// <param name="compute">The number format that it computes in.</param>
/// <param name="text">The decoder.</param>
/// <param name="layer">The layer whose attention it is.</param>
/// <param name="cosines">The rotary cosines' name; null where queries come rotated.</param>
/// <param name="sines">The rotary sines' name; null likewise.</param>
/// <param name="window">How many positions the layer looks back at; null for all.</param>
/// <param name="output">The row's name.</param>
/// <param name="scale">What scores are multiplied by; null for one over the root of the head size.</param>
/// <param name="mask">
/// What is added to the scores of every position, <c>[b, 1, s, total]</c>, in a graph that has such a mask; null where attention is causal and within the
/// window.
/// </param>
internal sealed class AttentionRowBlock(
    GraphBuilder graph,
    ElementType compute,
    DecoderGeometry text,
    int layer,
    string? cosines,
    string? sines,
    int? window = null,
    string output = AttentionRowBlock.Output,
    double? scale = null,
    string? mask = null)
{
    public const string Output = "attn_row";

    /// <summary>The input that says how many positions the row is asked for.</summary>
    public const string Length = "row_positions";

    /// <summary>The input that says which positions of this step the logits are of, <c>[b, k]</c>; the first is the row's.</summary>
    public const string Answering = "last_index";

    private const float Hidden = -1e30f;

    /// <summary>Adds the branch if this is the layer.</summary>
    /// <param name="index">The layer.</param>
    /// <param name="qkv">
    /// Its packed queries, keys and values before rotation, <c>[b, s, (heads + 2 kv heads) * head size]</c>; or its rotated queries alone.
    /// </param>
    public void Capture(int index, string qkv)
    {
        if (index != layer) return;
        int kv = text.KeyValueHeads, size = text.HeadSize, width = text.Heads * size;
        var position = graph.Op("Unsqueeze", [graph.Op("Cast", ["seqlens_k"], Attributes.Of("to", (long)ElementType.Int64)), graph.Integers(1)]);

        var query = graph.Op("GatherND", [qkv, First()], Attributes.Of("batch_dims", 1));
        query = graph.Op("Slice", [query, graph.Integers(0), graph.Integers(width), graph.Integers(1)]);
        query = graph.Op("Reshape", [query, graph.Integers(0, 1, width)]);
        if (cosines is not null && sines is not null)
            query = graph.ContribOp("RotaryEmbedding", [query, position, cosines, sines], Attributes.Of("num_heads", text.Heads));
        query = graph.Op("Reshape", [query, graph.Integers(0, kv, text.Heads / kv, size)]);

        var keys = graph.Op("Slice", [$"present.{index}.key", graph.ShortIntegers(0), Length, graph.ShortIntegers(2)]);
        var alpha = Attributes.Of("alpha", scale ?? (1 / Math.Sqrt(size)));
        var scores = graph.ContribOp("FusedMatMul", [Single(query), Single(keys)], Attributes.Of("transB", 1), alpha);
        scores = mask is null ? Causal(scores, position) : Masked(scores, mask);
        var probabilities = graph.Op("Softmax", [scores], Attributes.Of("axis", -1));
        graph.Name(graph.Op("ReduceMean", [probabilities, graph.Integers(1, 2)], Attributes.Of("keepdims", 0)), output);
    }

    private string Masked(string scores, string mask)
    {
        var row = graph.Op("GatherND", [graph.Op("Squeeze", [mask, graph.Integers(1)]), First()], Attributes.Of("batch_dims", 1));
        row = graph.Op("Slice", [row, graph.ShortIntegers(0), Length, graph.ShortIntegers(1)]);
        return graph.Op("Add", [scores, graph.Op("Unsqueeze", [row, graph.Integers(1, 2)])]);
    }

    private string Causal(string scores, string position)
    {
        var places = graph.Op("Range", [graph.Scalar(0), graph.Scalar(text.Context), graph.Scalar(1)]);
        places = graph.Op("Slice", [places, graph.ShortIntegers(0), Length, graph.ShortIntegers(0)]);
        scores = Masking(scores, graph.Op("LessOrEqual", [places, position]));
        return window is { } length
            ? Masking(scores, graph.Op("Less", [graph.Op("Sub", [position, places]), graph.Scalar((long)length)]))
            : scores;
    }

    private string Masking(string scores, string visible) =>
        graph.Op("Where", [graph.Op("Unsqueeze", [visible, graph.Integers(1, 2)]), scores, graph.Scalar(Hidden)]);

    /// <summary>[b, k] to [b, 1].</summary>
    private string First() => graph.Op("Slice", [Answering, graph.Integers(0), graph.Integers(1), graph.Integers(1)]);

    private string Single(string value) =>
        compute == ElementType.Float32 ? value : graph.Op("Cast", [value], Attributes.Of("to", (long)ElementType.Float32));
}
