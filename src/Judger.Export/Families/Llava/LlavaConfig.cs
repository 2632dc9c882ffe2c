using Judger.Export.Blocks;
using Judger.Export.Checkpoints;
using Judger.Imaging.Preprocessing;

namespace Judger.Export.Families.Llava;

/// <summary>
/// What <c>config.json</c> says, in Hugging Face's form or in that of original LLaVA checkpoints, which is a Llama configuration with additions.
/// </summary>
internal sealed record LlavaConfig(TextConfig Text, ClipConfig Vision, ResizeMode Mode)
{
    private const int HuggingFaceVocabulary = 32064;
    private const int LlamaVocabulary = 32000;

    /// <summary>Whether the projector's layers have biases.</summary>
    public bool ProjectorBias { get; init; } = true;

    /// <summary>Reads a <c>config.json</c> that is the family's.</summary>
    /// <param name="config">The file.</param>
    /// <param name="warn">Is called with fields that are not known.</param>
    /// <exception cref="CheckpointException">It asks for something that the graphs do not have.</exception>
    public static LlavaConfig Read(ConfigSection config, Action<string>? warn = null)
    {
        var isOriginal = config.Text("model_type", "") == "llava_llama" || config.Has("mm_vision_tower") || config.Has("mm_projector_type");
        return isOriginal ? ReadOriginal(config, warn) : ReadHuggingFace(config, warn);
    }

    private static LlavaConfig ReadHuggingFace(ConfigSection config, Action<string>? warn)
    {
        LlavaFields.HuggingFace.Check(config, warn);
        var text = config.Section("text_config");
        var type = text.Text("model_type", "llama");
        if (type != "llama") throw text.Unsupported("model_type", type, "a Llama text model");
        LlavaFields.Text.Check(text, warn);
        Require(config, "vision_feature_select_strategy", "default");
        Require(config, "projector_hidden_act", "gelu");
        return new(
            LlamaConfig.Read(text, config.Flag("tie_word_embeddings", false), HuggingFaceVocabulary, config),
            ClipConfig.Read(config.Section("vision_config"), config),
            ResizeMode.CenterCrop)
        {
            ProjectorBias = config.Flag("multimodal_projector_bias", true),
        };
    }

    private static LlavaConfig ReadOriginal(ConfigSection config, Action<string>? warn)
    {
        LlavaFields.Original.Check(config, warn);
        Require(config, "mm_vision_select_feature", "patch");
        Require(config, "mm_projector_type", "mlp2x_gelu");
        if (config.Flag("mm_use_im_start_end", false))
            throw config.Unsupported("mm_use_im_start_end", "true", "images that stand between no tokens of their own");
        var tower = config.Text("mm_vision_tower", "clip-vit-large-patch14-336");
        if (!config.Has("vision_config") && !tower.Contains("clip-vit-large-patch14", StringComparison.Ordinal))
            throw config.Unsupported("mm_vision_tower", tower, "CLIP ViT-L/14, or add a vision_config");
        var aspect = config.Text("image_aspect_ratio", "square");
        if (aspect is not ("square" or "pad")) throw config.Unsupported("image_aspect_ratio", aspect, "image_aspect_ratio pad or square");
        return new(
            LlamaConfig.Read(config, tied: false, LlamaVocabulary, config),
            ClipConfig.Read(config.Section("vision_config"), config, "mm_vision_select_layer", tower.EndsWith("336", StringComparison.Ordinal) ? 336 : 224),
            aspect == "pad" ? ResizeMode.PadToSquare : ResizeMode.CenterCrop);
    }

    private static void Require(ConfigSection config, string name, string only)
    {
        var value = config.Text(name, only);
        if (value != only) throw config.Unsupported(name, value, only);
    }
}
