using Judger.Export.Onnx;

namespace Judger.Export.Blocks;

/// <summary>
/// Attention within windows: each becomes a sequence of its own with as many places as a whole window has patches, of which the host says what stands there
/// and what is hidden. A mask over all patches would need their number squared.
/// </summary>
internal sealed class PatchWindows
{
    private const string Patches = "window_patches", Bias = "window_bias", Slots = "patch_slots";

    private readonly GraphBuilder _graph;
    private readonly int _hidden;
    private readonly int _places;
    private readonly string _bias;

    /// <summary>Adds the inputs.</summary>
    /// <param name="weights">The graph.</param>
    /// <param name="hidden">Width of a patch.</param>
    /// <param name="places">Patches of a whole window.</param>
    public PatchWindows(GraphWeights weights, int hidden, int places)
    {
        (_graph, _hidden, _places) = (weights.Graph, hidden, places);
        _graph.Input(Patches, ElementType.Int64, "windows", places);
        _graph.Input(Slots, ElementType.Int64, "patches");

        // The operator takes a number for each pair of places.
        var bias = weights.Enter(_graph.Input(Bias, ElementType.Float32, "windows", 1, 1, places));
        _bias = _graph.Op("Add", [bias, _graph.Floats("window.rows", weights.Compute, [1, 1, places, 1], new float[places])]);
    }

    /// <summary>Attends.</summary>
    /// <param name="inputs">Queries, keys and values <c>[1, patches, hidden]</c>.</param>
    /// <param name="heads">Attention heads.</param>
    /// <returns><c>[1, patches, hidden]</c>.</returns>
    public string Attend(string[] inputs, int heads)
    {
        string[] placed = [.. inputs.Select(Place), "", "", _bias];
        var attended = _graph.ContribOp("MultiHeadAttention", placed, Attributes.Of("num_heads", heads));
        return _graph.Op("Gather", [_graph.Op("Reshape", [attended, _graph.Integers(1, -1, _hidden)]), Slots], Attributes.Of("axis", 1));
    }

    private string Place(string x) =>
        _graph.Op("Reshape", [_graph.Op("Gather", [x, Patches], Attributes.Of("axis", 1)), _graph.Integers(-1, _places, _hidden)]);
}
