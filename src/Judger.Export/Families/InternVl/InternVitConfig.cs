using Judger.Export.Checkpoints;

namespace Judger.Export.Families.InternVl;

/// <summary>The InternViT tower, as far as its output is used.</summary>
internal sealed record InternVitConfig
{
    /// <summary>Width.</summary>
    public required int Hidden { get; init; }

    /// <summary>Width of the feed-forward layer.</summary>
    public required int Intermediate { get; init; }

    /// <summary>Attention heads.</summary>
    public required int Heads { get; init; }

    /// <summary>Layers that run: those up to the one whose output is the feature.</summary>
    public required int UsedLayers { get; init; }

    /// <summary>Layers of the tower, those behind the last one that runs too.</summary>
    public int AllLayers { get; init; }

    /// <summary>Side of the input in pixels.</summary>
    public required int ImageSize { get; init; }

    /// <summary>Side of a patch in pixels.</summary>
    public required int PatchSize { get; init; }

    /// <summary>Epsilon of the norms.</summary>
    public required double NormEpsilon { get; init; }

    /// <summary>Whether the layers' norms are RMSNorm; else they are LayerNorm.</summary>
    public required bool HasRmsNorms { get; init; }

    /// <summary>Whether queries, keys and values have biases.</summary>
    public required bool HasAttentionBias { get; init; }

    /// <summary>Whether queries and keys are normed over their whole width.</summary>
    public required bool HasQueryNorm { get; init; }

    /// <summary>Whether a LayerNorm follows the last layer whose output is the feature.</summary>
    public required bool HasFinalNorm { get; init; }

    /// <summary>Patches along a side.</summary>
    public int GridSide => ImageSize / PatchSize;

    /// <summary>Patches of an image.</summary>
    public int Patches => GridSide * GridSide;

    /// <summary>Reads <c>vision_config</c> in Hugging Face's form.</summary>
    /// <param name="section">Where it stands.</param>
    /// <param name="config">The whole file, which says which layer's output is the feature.</param>
    /// <exception cref="CheckpointException">It asks for something that the graph does not have.</exception>
    public static InternVitConfig Read(ConfigSection section, ConfigSection config)
    {
        RequireType(section, "internvl_vision");
        InternVlFields.Vision.Check(section);
        var layer = config.Integer("vision_feature_layer", -1);
        return Checked(section, config, "vision_feature_layer", layer, section.Integer("num_hidden_layers", 24), new()
        {
            Hidden = section.Integer("hidden_size", 1024),
            Intermediate = section.Integer("intermediate_size", 4096),
            Heads = section.Integer("num_attention_heads", 16),
            UsedLayers = 0,
            ImageSize = Side(section, "image_size", 448),
            PatchSize = Side(section, "patch_size", 14),
            NormEpsilon = section.Number("layer_norm_eps", 1e-6),
            HasRmsNorms = HasRms(section, "layer_norm"),
            HasAttentionBias = section.Flag("attention_bias", false),
            HasQueryNorm = section.Flag("use_qk_norm", false),
            HasFinalNorm = !section.Flag("use_mean_pooling", true) && layer == -1,
        });
    }

    /// <summary>Reads <c>vision_config</c> of the original code, whose own values are those of its largest tower.</summary>
    /// <inheritdoc cref="Read"/>
    public static InternVitConfig ReadOriginal(ConfigSection section, ConfigSection config)
    {
        RequireType(section, "intern_vit_6b");
        InternVlFields.OriginalVision.Check(section);
        return Checked(section, config, "select_layer", config.Integer("select_layer", -1), section.Integer("num_hidden_layers", 48), new()
        {
            Hidden = section.Integer("hidden_size", 3200),
            Intermediate = section.Integer("intermediate_size", 12800),
            Heads = section.Integer("num_attention_heads", 25),
            UsedLayers = 0,
            ImageSize = config.Integer("force_image_size", Side(section, "image_size", 224)),
            PatchSize = Side(section, "patch_size", 14),
            NormEpsilon = section.Number("layer_norm_eps", 1e-6),
            HasRmsNorms = HasRms(section, "rms_norm"),
            HasAttentionBias = section.Flag("qkv_bias", false),
            HasQueryNorm = section.Flag("qk_normalization", true),
            HasFinalNorm = false,
        });
    }

    private static void RequireType(ConfigSection section, string type)
    {
        var has = section.Text("model_type", type);
        if (has != type) throw section.Unsupported("model_type", has, $"an InternViT vision tower ({type})");
    }

    private static bool HasRms(ConfigSection section, string missing) => section.Text("norm_type", missing) switch
    {
        "rms_norm" => true,
        "layer_norm" => false,
        var other => throw section.Unsupported("norm_type", other, "layer_norm or rms_norm"),
    };

    private static int Side(ConfigSection section, string name, int missing) => section.Integers(name, [missing]) switch
    {
        [var side] => side,
        [var height, var width] when height == width => height,
        var other => throw section.Unsupported(name, string.Join(" x ", other), $"a square {name}"),
    };

    private static InternVitConfig Checked(
        ConfigSection section, ConfigSection config, string layerName, int layer, int layers, InternVitConfig vision)
    {
        var activation = section.Text("hidden_act", "gelu");
        if (activation != "gelu") throw section.Unsupported("hidden_act", activation, "gelu");
        VisionTower.RequireSizes(
            section, vision.ImageSize, vision.PatchSize, vision.Hidden, vision.Heads, vision.Intermediate, layers, vision.NormEpsilon);
        return vision with { AllLayers = layers, UsedLayers = VisionTower.LayerOf(config, layerName, layer, layers) };
    }
}
