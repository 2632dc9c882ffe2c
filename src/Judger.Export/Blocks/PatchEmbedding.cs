using Judger.Export.Onnx;

namespace Judger.Export.Blocks;

/// <summary>
/// The patches of square images, each as a vector: <c>[n, 3, image, image]</c> to <c>[n, grid * grid, width]</c>, row by row. A convolution whose
/// stride is its kernel is a product of each patch with the kernel. Written so, no GPU has to search for an algorithm at its first image.
/// </summary>
/// <param name="weights">The tensors.</param>
/// <param name="width">Width of a vector.</param>
/// <param name="side">Side of a patch in pixels.</param>
/// <param name="image">Side of an image in pixels; what makes no whole patch, at the right and at the bottom, is left out.</param>
internal sealed class PatchEmbedding(GraphWeights weights, int width, int side, int image)
{
    private const int Channels = 3;

    /// <summary>Applies the kernel <c>[width, 3, side, side]</c> of this name.</summary>
    public string Apply(string kernel, string pixels)
    {
        var (graph, values, grid) = (weights.Graph, Channels * side * side, image / side);
        if (grid * side < image)
            pixels = graph.Op("Slice", [pixels, graph.Integers(0, 0), graph.Integers(grid * side, grid * side), graph.Integers(2, 3)]);
        var patches = graph.Op("Reshape", [pixels, graph.Integers(0, Channels, grid, side, grid, side)]);
        patches = graph.Op("Transpose", [patches], Attributes.Of("perm", 0, 2, 4, 1, 3, 5));
        patches = graph.Op("Reshape", [patches, graph.Integers(0, grid * grid, values)]);
        var projection = weights.Reshaped(kernel, [width, Channels, side, side], width, values);
        return graph.ContribOp("FusedMatMul", [patches, projection], Attributes.Of("transB", 1));
    }
}
