using Judger.Export.Onnx;

namespace Judger.Export.Blocks;

/// <summary>
/// Rotary positions (RoFormer, arXiv 2104.09864) as plain operators, for positions that an attention operator does not know: pair i is dimensions i and
/// i + size / 2 of a head.
/// </summary>
internal sealed class Rotation
{
    private readonly GraphBuilder _graph;
    private readonly int _size;
    private readonly string _cosines;
    private readonly string _sines;

    /// <param name="weights">The graph.</param>
    /// <param name="size">Width of a head.</param>
    /// <param name="cosines">Cosines of each position's angles, <c>[b, s, size / 2]</c>.</param>
    /// <param name="sines">Their sines.</param>
    public Rotation(GraphWeights weights, int size, string cosines, string sines)
    {
        (_graph, _size) = (weights.Graph, size);

        // x * cos + swapped(x) * sin, where the sines of the first half are negative: (a, b) becomes (a cos - b sin, b cos + a sin).
        float[] signs = [.. Enumerable.Range(0, size).Select(i => i < size / 2 ? -1f : 1f)];
        _cosines = Spread(cosines);
        _sines = _graph.Op("Mul", [Spread(sines), _graph.Floats("rotary.signs", weights.Compute, [size], signs)]);
    }

    /// <summary>Rotates heads <c>[b, s, heads, size]</c>.</summary>
    public string Apply(string heads)
    {
        var half = _size / 2;
        var low = _graph.Op("Slice", [heads, _graph.Integers(0), _graph.Integers(half), _graph.Integers(3)]);
        var high = _graph.Op("Slice", [heads, _graph.Integers(half), _graph.Integers(_size), _graph.Integers(3)]);
        var swapped = _graph.Op("Concat", [high, low], Attributes.Of("axis", 3));
        return _graph.Op("Add", [_graph.Op("Mul", [heads, _cosines]), _graph.Op("Mul", [swapped, _sines])]);
    }

    private string Spread(string angles) =>
        _graph.Op("Unsqueeze", [_graph.Op("Concat", [angles, angles], Attributes.Of("axis", 2)), _graph.Integers(2)]);
}
