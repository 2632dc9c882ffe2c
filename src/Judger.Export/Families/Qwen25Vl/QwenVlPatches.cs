using Judger.Export.Blocks;
using Judger.Export.Onnx;
using Judger.Imaging.Preprocessing;

namespace Judger.Export.Families.Qwen25Vl;

/// <summary>The beginning of a Qwen-VL's tower: patches <c>[1, patches, numbers]</c> and their places <c>[patches, 2]</c> as rows and columns.</summary>
/// <param name="weights">The tensors.</param>
/// <param name="tower">The tower.</param>
/// <param name="image">How many pixels an image has at most.</param>
internal sealed class QwenVlPatches(GraphWeights weights, QwenVlTower tower, ImageResolution image)
{
    private const string Places = "patch_places";

    private readonly GraphBuilder _graph = weights.Graph;

    /// <summary>Adds the inputs, and embeds the patches with the kernel of this name: its step is its size, so it is a product.</summary>
    /// <returns><c>[1, patches, hidden]</c>.</returns>
    public string Embed(string kernel)
    {
        var pixels = weights.Enter(_graph.Input("pixel_values", ElementType.Float32, 1, "patches", tower.PatchLength));
        _graph.Input(Places, ElementType.Int64, "patches", 2);
        var projection = weights.Reshaped(
            kernel, [tower.Hidden, 3, tower.Frames, tower.PatchSize, tower.PatchSize], tower.Hidden, tower.PatchLength);
        return _graph.ContribOp("FusedMatMul", [pixels, projection], Attributes.Of("transB", 1));
    }

    /// <summary>The rotation of a head: its first pairs turn by the row and the others by the column, at the same frequencies.</summary>
    public Rotation Rotate()
    {
        var (cosines, sines) = RotaryTables.Write(_graph, weights.Compute, image.MostSide / tower.PatchSize, tower.HeadSize / 2, tower.RopeTheta);
        return new(weights, tower.HeadSize, Angles(cosines), Angles(sines));

        string Angles(string table)
        {
            string[] axes = [.. Enumerable.Range(0, 2).Select(axis => _graph.Op("Gather", [table, Place(axis)]))];
            return _graph.Op("Unsqueeze", [_graph.Op("Concat", axes, Attributes.Of("axis", 1)), _graph.Integers(0)]);
        }
    }

    private string Place(int axis) => _graph.Op("Gather", [Places, _graph.Scalar((long)axis)], Attributes.Of("axis", 1));
}
