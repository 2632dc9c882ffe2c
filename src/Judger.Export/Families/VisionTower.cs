using Judger.Export.Blocks;
using Judger.Export.Checkpoints;
using Judger.Inference.Manifest;

namespace Judger.Export.Families;

/// <summary>What the readers of vision towers have in common.</summary>
internal static class VisionTower
{
    /// <summary>
    /// The layer whose output is the feature, counted over the embeddings and each layer's output as hidden_states is; negative from the end.
    /// </summary>
    /// <param name="config">Where the layer is named.</param>
    /// <param name="name">The name under which it is.</param>
    /// <param name="layer">The layer.</param>
    /// <param name="layers">Layers that the tower has.</param>
    /// <exception cref="CheckpointException">The tower does not have it.</exception>
    public static int LayerOf(ConfigSection config, string name, int layer, int layers)
    {
        var counted = layer < 0 ? layers + 1 + layer : layer;
        return counted >= 0 && counted <= layers
            ? counted
            : throw config.Unsupported(name, $"{layer}", $"a layer that its vision tower of {layers} layers has");
    }

    /// <summary>Refuses sizes of a tower of square images that no graph could have. Pixels that make no whole patch are left out.</summary>
    /// <exception cref="CheckpointException">One of them is not possible.</exception>
    public static void RequireSizes(
        ConfigSection section, int imageSize, int patchSize, int hidden, int heads, int intermediate, int layers, double epsilon)
    {
        if (patchSize < 1 || imageSize < patchSize)
            throw section.Unsupported("image_size", $"{imageSize} with patch_size {patchSize}", "an image side of at least one patch");
        if (heads < 1 || hidden < 1 || hidden % heads != 0)
            throw section.Unsupported("hidden_size", $"{hidden} with {heads} heads", "heads that divide hidden_size");
        if (intermediate < 1 || layers < 1) throw section.Wrong("one of its sizes", "above 0");
        section.RequireAtMost(
            ("hidden_size", hidden, ModelLimits.Width), ("intermediate_size", intermediate, ModelLimits.Intermediate),
            ("num_hidden_layers", layers, ModelLimits.Layers), ("image_size", imageSize, ModelLimits.ImageSize));
        if (imageSize / patchSize * (imageSize / patchSize) > ModelLimits.Patches)
            throw section.Unsupported("patch_size", $"{patchSize}", $"at most {ModelLimits.Patches} patches");
        section.RequireWithin("layer_norm_eps", epsilon, ConfigSection.LeastEpsilon, ConfigSection.MostEpsilon);
    }

    /// <summary>The activation of a tower's feed-forward layers; that of SigLIP where the section is silent.</summary>
    /// <exception cref="CheckpointException">It is another one than the graphs have.</exception>
    public static GeluKind ReadActivation(ConfigSection section) => section.Text("hidden_act", "gelu_pytorch_tanh") switch
    {
        "gelu_pytorch_tanh" => GeluKind.Tanh,
        "gelu" => GeluKind.Exact,
        "quick_gelu" => GeluKind.Quick,
        var other => throw section.Unsupported("hidden_act", other, "gelu_pytorch_tanh, gelu or quick_gelu"),
    };
}
