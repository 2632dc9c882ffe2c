using Judger.Imaging;

namespace Judger.Export;

/// <summary>What <c>config.json</c> says, in Hugging Face's form or in that of original LLaVA checkpoints, which is a Llama configuration with additions.</summary>
internal sealed record Architecture(TextConfig Text, VisionConfig Vision, ResizeMode Mode)
{
    private const int HuggingFaceVocabulary = 32064;
    private const int LlamaVocabulary = 32000;

    public static Architecture Read(ConfigSection config)
    {
        var type = config.Text("model_type", "");
        if (type is not ("llava" or "llava_llama")) throw config.Unsupported("model_type", $"'{type}'", "the LLaVA architecture (model_type llava)");
        return type == "llava_llama" || config.Has("mm_vision_tower") || config.Has("mm_projector_type") ? ReadOriginal(config) : ReadHuggingFace(config);
    }

    private static Architecture ReadHuggingFace(ConfigSection config)
    {
        var text = config.Section("text_config");
        var type = text.Text("model_type", "llama");
        if (type != "llama") throw text.Unsupported("model_type", type, "a Llama text model");
        Require(config, "vision_feature_select_strategy", "default");
        Require(config, "projector_hidden_act", "gelu");
        return new(
            TextConfig.Read(text, config.Flag("tie_word_embeddings", false), HuggingFaceVocabulary),
            VisionConfig.Read(config.Section("vision_config"), config),
            ResizeMode.CenterCrop);
    }

    private static Architecture ReadOriginal(ConfigSection config)
    {
        Require(config, "mm_vision_select_feature", "patch");
        Require(config, "mm_projector_type", "mlp2x_gelu");
        if (config.Flag("mm_use_im_start_end", false)) throw config.Unsupported("mm_use_im_start_end", "true", "images that stand between no tokens of their own");
        var tower = config.Text("mm_vision_tower", "clip-vit-large-patch14-336");
        if (!config.Has("vision_config") && !tower.Contains("clip-vit-large-patch14", StringComparison.Ordinal))
            throw config.Unsupported("mm_vision_tower", tower, "CLIP ViT-L/14, or add a vision_config");
        var aspect = config.Text("image_aspect_ratio", "square");
        if (aspect is not ("square" or "pad")) throw config.Unsupported("image_aspect_ratio", aspect, "image_aspect_ratio pad or square");
        return new(
            TextConfig.Read(config, tied: false, LlamaVocabulary),
            VisionConfig.Read(config.Section("vision_config"), config, "mm_vision_select_layer", tower.EndsWith("336", StringComparison.Ordinal) ? 336 : 224),
            aspect == "pad" ? ResizeMode.PadToSquare : ResizeMode.CenterCrop);
    }

    private static void Require(ConfigSection config, string name, string only)
    {
        var value = config.Text(name, only);
        if (value != only) throw config.Unsupported(name, value, only);
    }
}
