using Judger.Export.Blocks;
using Judger.Export.Checkpoints;
using Judger.Export.Families.LlavaNext;

namespace Judger.Export.Families.LlavaOneVision;

/// <summary>The SigLIP vision tower, as far as its output is used.</summary>
/// <param name="Hidden">Width.</param>
/// <param name="Intermediate">Width of the feed-forward layer.</param>
/// <param name="Heads">Attention heads.</param>
/// <param name="FeatureLayers">The layers whose outputs stand side by side in the feature; the embeddings are layer 0.</param>
/// <param name="ImageSize">Side of the input in pixels.</param>
/// <param name="PatchSize">Side of a patch in pixels.</param>
/// <param name="NormEpsilon">Epsilon of LayerNorm.</param>
/// <param name="Activation">The activation.</param>
internal sealed record SiglipConfig(
    int Hidden, int Intermediate, int Heads, IReadOnlyList<int> FeatureLayers, int ImageSize, int PatchSize, double NormEpsilon, GeluKind Activation)
{
    /// <summary>Layers of the tower, those behind the last one that runs too.</summary>
    public int AllLayers { get; init; }

    /// <summary>The norm behind the last layer, where the feature has it. <value>Default: null.</value></summary>
    public string? FinalNorm { get; init; }

    /// <summary>
    /// For each patch, the row of the position embeddings that it has. <value>Default: null, the row of its own number.</value>
    /// </summary>
    public IReadOnlyList<int>? Positions { get; init; }

    /// <summary>Width of a patch's feature.</summary>
    public int FeatureWidth => FeatureLayers.Count * Hidden;

    /// <summary>Patches of an image.</summary>
    public int Patches => ImageSize / PatchSize * (ImageSize / PatchSize);

    /// <summary>Reads <c>vision_config</c> of LLaVA-OneVision: what transformers takes for a field that it leaves out, and for the whole of it.</summary>
    /// <exception cref="CheckpointException">It asks for something that the graph does not have.</exception>
    public static SiglipConfig Read(ConfigSection config)
    {
        var section = config.Section("vision_config");
        var type = section.Text("model_type", "siglip_vision_model");
        if (type != "siglip_vision_model") throw section.Unsupported("model_type", type, "a SigLIP vision tower (siglip_vision_model)");
        LlavaNextFields.Siglip.Check(section);
        var (vision, layers) = ReadSizes(section, config.HasSection("vision_config") ? SiglipDefaults.Siglip : SiglipDefaults.OneVision);
        return vision with { FeatureLayers = [.. Layers()] };

        IEnumerable<int> Layers() =>
            config.Integers("vision_feature_layer", [-1]).Select(layer => VisionTower.LayerOf(config, "vision_feature_layer", layer, layers));
    }

    /// <summary>Reads the sizes of a tower whose feature is the last layer's output, and how many layers it has.</summary>
    /// <exception cref="CheckpointException">It asks for something that the graph does not have.</exception>
    public static (SiglipConfig Vision, int Layers) ReadSizes(ConfigSection section, SiglipDefaults defaults)
    {
        var layers = section.Integer("num_hidden_layers", defaults.Layers);
        var vision = new SiglipConfig(
            section.Integer("hidden_size", defaults.Hidden),
            section.Integer("intermediate_size", defaults.Intermediate),
            section.Integer("num_attention_heads", defaults.Heads),
            [layers],
            section.Integer("image_size", defaults.ImageSize),
            section.Integer("patch_size", defaults.PatchSize),
            section.Number("layer_norm_eps", 1e-6),
            VisionTower.ReadActivation(section))
        {
            AllLayers = layers,
        };
        VisionTower.RequireSizes(
            section, vision.ImageSize, vision.PatchSize, vision.Hidden, vision.Heads, vision.Intermediate, layers, vision.NormEpsilon);
        return (vision, layers);
    }
}
