using Judger.Export.Onnx;

namespace Judger.Export.Blocks;

/// <summary>Puts a class token before the patches of every image.</summary>
internal static class ClassToken
{
    /// <summary>
    /// <c>[n, patches, width]</c> to <c>[n, 1 + patches, width]</c>. A choice that always falls on the class token has as many rows as there are images.
    /// Expanding it to the batch's size would be shape arithmetic, which ONNX Runtime places on the host.
    /// </summary>
    /// <param name="graph">The graph.</param>
    /// <param name="token">The class token <c>[1, 1, width]</c>.</param>
    /// <param name="patches">The patches.</param>
    public static string Before(GraphBuilder graph, string token, string patches)
    {
        var first = graph.Op("Slice", [patches, graph.Integers(0), graph.Integers(1), graph.Integers(1)]);
        token = graph.Op("Where", [graph.True(), token, first]);
        return graph.Op("Concat", [token, patches], Attributes.Of("axis", 1));
    }
}
