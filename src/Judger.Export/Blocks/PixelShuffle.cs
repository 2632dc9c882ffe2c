using Judger.Export.Onnx;

namespace Judger.Export.Blocks;

/// <summary>
/// Makes one token of each square of patches: <c>[n, side * side, width]</c> to <c>[n, (side / factor)^2, factor^2 * width]</c>. The patches of a square
/// follow one another row by row ("pixel shuffle" of Idefics3 and InternVL).
/// </summary>
/// <param name="weights">The graph.</param>
/// <param name="side">Patches along a side of the image.</param>
/// <param name="factor">Patches along a side of the square; divides <paramref name="side"/>.</param>
/// <param name="width">Width of a patch's feature.</param>
internal sealed class PixelShuffle(GraphWeights weights, int side, int factor, int width)
{
    /// <summary>Width of a token.</summary>
    public int Width => factor * factor * width;

    /// <summary>Shuffles features.</summary>
    public string Apply(string features)
    {
        var (graph, squares) = (weights.Graph, side / factor);
        var rows = graph.Op("Reshape", [features, graph.Integers(0, squares, factor, squares, factor * width)]);
        var grouped = graph.Op("Transpose", [rows], Attributes.Of("perm", 0, 1, 3, 2, 4));
        return graph.Op("Reshape", [grouped, graph.Integers(0, squares * squares, Width)]);
    }
}
