using Judger.Export.Blocks;
using Judger.Export.Checkpoints;
using Judger.Export.Families.LlavaOneVision;
using Judger.Export.Onnx;
using Judger.Inference.Manifest;

namespace Judger.Export.Families.Gemma3;

/// <summary>The image's way into Gemma 3: SigLIP with its final norm, the mean of each square of patches, a norm and a projection.</summary>
/// <param name="Tower">The tower.</param>
/// <param name="Side">Tokens along a side of the image.</param>
/// <param name="Hidden">Width of a token.</param>
internal sealed record Gemma3Vision(SiglipConfig Tower, int Side, int Hidden)
{
    /// <summary>The sizes that a manifest tells: a square of patches is one patch there.</summary>
    public VisionGeometry Geometry => new(Tower.ImageSize, Tower.PatchSize * Pool, Tower.Hidden);

    // Patches along a side of the square of which the mean is taken.
    private int Pool => Tower.ImageSize / Tower.PatchSize / Side;

    /// <summary>Reads how many tokens an image has.</summary>
    /// <exception cref="CheckpointException">The tower's patches do not make so many squares.</exception>
    public static Gemma3Vision Read(ConfigSection config, int hidden)
    {
        if (!config.HasSection("vision_config")) throw config.Wrong("vision_config", "given; give that of the tower");
        var (tower, tokens) = (SiglipConfig.Read(config) with { FinalNorm = "post_layernorm" }, config.Integer("mm_tokens_per_image", 256));
        var (patches, side) = (tower.ImageSize / tower.PatchSize, (int)Math.Sqrt(Math.Max(tokens, 0)));
        return side > 0 && side * side == tokens && patches % side == 0
            ? new(tower, side, hidden)
            : throw config.Unsupported(
                "mm_tokens_per_image", $"{tokens}", $"a square number of tokens whose root divides the tower's {patches} patches along a side");
    }

    /// <summary>Writes <c>pixel_values</c> to <c>image_features [n, tokens, vision hidden]</c>.</summary>
    public void Build(GraphWeights weights, string prefix)
    {
        var graph = weights.Graph;
        var patches = graph.Op(
            "Reshape", [SiglipGraph.Apply(weights, Tower, prefix), graph.Integers(0, Side, Pool, Side, Pool, Tower.Hidden)]);
        var means = graph.Op("ReduceMean", [patches, graph.Integers(2, 4)], Attributes.Of("keepdims", 0));
        means = graph.Op("Reshape", [means, graph.Integers(0, Side * Side, Tower.Hidden)]);
        weights.Leave(means, "image_features", "images", Side * Side, Tower.Hidden);
    }

    /// <summary>Writes <c>image_features</c> to <c>image_embeds [n, tokens, hidden]</c>. The matrix is small, and no precision makes it smaller.</summary>
    public void Project(GraphWeights weights, string prefix)
    {
        var graph = weights.Graph;
        var features = weights.Enter(graph.Input("image_features", ElementType.Float32, "images", Side * Side, Tower.Hidden));
        var (normed, _) = new RmsNorm(weights, Tower.Hidden, Tower.NormEpsilon, offset: 1).Apply(prefix + "mm_soft_emb_norm.weight", features);
        var matrix = weights.Reshaped(prefix + "mm_input_projection_weight", [Tower.Hidden, Hidden], Tower.Hidden, Hidden);
        weights.Leave(graph.Op("MatMul", [normed, matrix]), "image_embeds", "images", Side * Side, Hidden);
    }
}
