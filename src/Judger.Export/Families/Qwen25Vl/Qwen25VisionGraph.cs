using Judger.Export.Blocks;
using Judger.Imaging.Preprocessing;

namespace Judger.Export.Families.Qwen25Vl;

/// <summary>
/// The vision transformer of Qwen2.5-VL over the patches of one image: <c>pixel_values [1, patches, numbers]</c>, <c>patch_places [patches, 2]</c> and the
/// windows (<see cref="PatchWindows"/>) to <c>image_features [1, patches, hidden]</c>. The norm behind its last layer is the merger's.
/// </summary>
internal sealed class Qwen25VisionGraph
{
    private readonly GraphWeights _weights;
    private readonly Qwen25VlTower _tower;
    private readonly string _prefix;
    private readonly QwenVlPatches _patches;
    private readonly RmsNorm _norm;
    private readonly GatedMlp _mlp;

    private Qwen25VisionGraph(GraphWeights weights, Qwen25VlTower tower, ImageResolution image, string prefix)
    {
        (_weights, _tower, _prefix) = (weights, tower, prefix);
        _patches = new(weights, tower.Sizes, image);
        _norm = new(weights, tower.Sizes.Hidden, QwenVlTower.NormEpsilon);
        _mlp = new(weights, tower.Sizes.Hidden, tower.Sizes.Intermediate, hasBias: true);
    }

    /// <summary>Writes the graph.</summary>
    /// <param name="weights">The checkpoint's tensors, on their way into the graph.</param>
    /// <param name="tower">The tower.</param>
    /// <param name="image">How many pixels an image has at most.</param>
    /// <param name="prefix">Begins the names of its tensors.</param>
    public static void Build(GraphWeights weights, Qwen25VlTower tower, ImageResolution image, string prefix) =>
        new Qwen25VisionGraph(weights, tower, image, prefix).Build();

    private void Build()
    {
        var sizes = _tower.Sizes;
        var x = _patches.Embed(_prefix + "patch_embed.proj.weight");
        var windows = new PatchWindows(_weights, sizes.Hidden, _tower.WindowTokens * _tower.WindowTokens * sizes.PatchesOfToken);
        var attention = new PatchAttention(_weights, sizes.Hidden, sizes.Heads, _patches.Rotate(), windows);

        // A layer leaves its residual stream and its last addition apart, for the next norm to add while it reads them.
        string? addition = null;
        for (var i = 0; i < sizes.Depth; i++)
        {
            var layer = $"{_prefix}blocks.{i}.";
            (var normed, x) = _norm.Apply(layer + "norm1.weight", x, addition);
            var attended = attention.Apply(layer + "attn.", normed, inWindows: !_tower.FullLayers.Contains(i));
            (normed, x) = _norm.Apply(layer + "norm2.weight", x, attended);
            addition = _mlp.Apply(layer + "mlp.", normed);
        }

        _weights.Leave(_weights.Graph.Op("Add", [x, addition!]), "image_features", 1, "patches", sizes.Hidden);
    }
}
