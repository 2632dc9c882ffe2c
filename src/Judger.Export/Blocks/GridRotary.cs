using Judger.Export.Onnx;

namespace Judger.Export.Blocks;

/// <summary>The rotation of a decoder whose positions have a time, a row and a column: each pair of a head turns by one of them.</summary>
internal static class GridRotary
{
    /// <summary>The input <c>[b, s, 3]</c>.</summary>
    public const string Input = "position_ids";

    private const int Axes = 3;

    /// <summary>Adds the input and the angles.</summary>
    /// <param name="weights">The graph.</param>
    /// <param name="text">The decoder; it says which axis turns each pair.</param>
    public static Rotation Create(GraphWeights weights, TextConfig text)
    {
        var graph = weights.Graph;
        graph.Input(Input, ElementType.Int64, "batch", "sequence", Axes);
        var (cosines, sines) = RotaryTables.Write(graph, weights.Compute, text);
        string[] places = [.. Enumerable.Range(0, Axes).Select(axis => graph.Op("Gather", [Input, graph.Scalar((long)axis)], Attributes.Of("axis", 2)))];
        return new(weights, text.HeadSize, Angles(cosines), Angles(sines));

        string Angles(string table)
        {
            var angles = graph.Op("Gather", [table, places[0]]);
            for (var axis = 1; axis < Axes; axis++)
            {
                if (!text.RotaryAxes.Contains(axis)) continue;
                var isOfAxis = graph.Flags($"rotary.axis.{axis}", [.. text.RotaryAxes.Select(own => own == axis)]);
                angles = graph.Op("Where", [isOfAxis, graph.Op("Gather", [table, places[axis]]), angles]);
            }

            return angles;
        }
    }
}
