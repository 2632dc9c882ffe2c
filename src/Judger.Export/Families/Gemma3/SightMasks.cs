using Judger.Export.Blocks;
using Judger.Export.Onnx;

namespace Judger.Export.Families.Gemma3;

/// <summary>
/// What is added to the scores of local and of global layers, <c>[b, 1, s, total]</c> in float32: nothing for the positions that a position sees, and a number
/// that leaves them no probability for others. It sees what lies before it and all of the image that it belongs to; in a local layer nothing a window or more
/// before it.
/// </summary>
internal sealed class SightMasks
{
    private const float Hidden = -1e30f;

    private readonly GraphBuilder _graph;

    /// <summary>Adds the masks to a graph with the inputs <c>positions</c>, <c>image_ends</c> and <c>total_sequence_length</c>.</summary>
    public SightMasks(GraphBuilder graph, TextConfig text, int window)
    {
        _graph = graph;
        var keys = graph.Op("Range", [graph.Scalar(0), graph.Scalar(text.Context), graph.Scalar(1)]);
        keys = graph.Op("Slice", [keys, graph.ShortIntegers(0), "total_sequence_length", graph.ShortIntegers(0)]);
        var (positions, ends) = (Column("positions"), Column("image_ends"));
        var ofImage = Choose(graph.Op("LessOrEqual", [keys, ends]), graph.Scalar(0f), graph.Scalar(Hidden));
        var global = Choose(graph.Op("LessOrEqual", [keys, positions]), graph.Scalar(0f), ofImage);
        var first = graph.Op("Add", [positions, graph.Scalar(1L - window)]);
        var local = Choose(graph.Op("LessOrEqual", [first, keys]), global, graph.Scalar(Hidden));
        (Global, Local) = (graph.Op("Unsqueeze", [global, graph.Integers(1)]), graph.Op("Unsqueeze", [local, graph.Integers(1)]));
    }

    /// <summary>Of layers that see everything before.</summary>
    public string Global { get; }

    /// <summary>Of layers with a window.</summary>
    public string Local { get; }

    // [b, s] to [b, s, 1].
    private string Column(string input) =>
        _graph.Op("Unsqueeze", [_graph.Op("Cast", [input], Attributes.Of("to", (long)ElementType.Int64)), _graph.Integers(2)]);

    private string Choose(string condition, string yes, string no) => _graph.Op("Where", [condition, yes, no]);
}
