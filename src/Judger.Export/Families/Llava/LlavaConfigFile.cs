using System.Text.Json.Nodes;
using Judger.Export.Blocks;
using Judger.Inference.Manifest;

namespace Judger.Export.Families.Llava;

/// <summary>The configuration files of a LLaVA checkpoint that is about to be written, in the two forms that <see cref="LlavaConfig"/> reads.</summary>
/// <param name="Text">The decoder.</param>
/// <param name="Vision">The tower.</param>
/// <param name="VisionLayers">Layers of the tower, used or not.</param>
/// <param name="FeatureLayer">The layer whose output is the feature; negative from the end.</param>
/// <param name="ImageToken">The token id that stands for an image in Hugging Face's prompts.</param>
/// <param name="Type">The number format of the tensors.</param>
internal sealed record LlavaConfigFile(TextConfig Text, ClipConfig Vision, int VisionLayers, int FeatureLayer, int ImageToken, WeightType Type)
{
    private const int Bicubic = 3;

    /// <summary><c>config.json</c> as transformers writes it.</summary>
    public JsonObject HuggingFace() => new()
    {
        ["model_type"] = "llava",
        ["architectures"] = new JsonArray("LlavaForConditionalGeneration"),
        ["image_token_index"] = ImageToken,
        ["image_seq_length"] = Vision.Patches,
        ["vision_feature_layer"] = FeatureLayer,
        ["vision_feature_select_strategy"] = "default",
        ["projector_hidden_act"] = "gelu",
        ["tie_word_embeddings"] = Text.TiedEmbeddings,
        ["torch_dtype"] = Dtype,
        ["vision_config"] = VisionSection(),
        ["text_config"] = TextSection("llama"),
    };

    /// <summary><c>config.json</c> as LLaVA's own trainer writes it: a Llama configuration with the multimodal fields beside the others.</summary>
    public JsonObject Original()
    {
        var config = TextSection("llava_llama");
        config["mm_vision_tower"] = "openai/clip-vit-large-patch14-336";
        config["mm_vision_select_layer"] = FeatureLayer;
        config["mm_vision_select_feature"] = "patch";
        config["mm_projector_type"] = "mlp2x_gelu";
        config["image_aspect_ratio"] = "pad";
        config["torch_dtype"] = Dtype;
        config["vision_config"] = VisionSection();
        return config;
    }

    /// <summary><c>preprocessor_config.json</c>, with the normalisation's mean and standard deviation of red, green and blue.</summary>
    public JsonObject Preprocessor(IEnumerable<float> mean, IEnumerable<float> std) => new()
    {
        ["image_processor_type"] = "CLIPImageProcessor",
        ["do_resize"] = true,
        ["size"] = new JsonObject { ["shortest_edge"] = Vision.ImageSize },
        ["resample"] = Bicubic,
        ["do_center_crop"] = true,
        ["crop_size"] = new JsonObject { ["height"] = Vision.ImageSize, ["width"] = Vision.ImageSize },
        ["do_rescale"] = true,
        ["rescale_factor"] = 1 / 255.0,
        ["do_normalize"] = true,
        ["image_mean"] = new JsonArray([.. mean.Select(value => (JsonNode)value)]),
        ["image_std"] = new JsonArray([.. std.Select(value => (JsonNode)value)]),
        ["do_convert_rgb"] = true,
    };

    private string Dtype => Type switch { WeightType.Float32 => "float32", WeightType.Float16 => "float16", _ => "bfloat16" };

    private JsonObject VisionSection() => new()
    {
        ["model_type"] = "clip_vision_model",
        ["hidden_size"] = Vision.Hidden,
        ["intermediate_size"] = Vision.Intermediate,
        ["num_hidden_layers"] = VisionLayers,
        ["num_attention_heads"] = Vision.Heads,
        ["image_size"] = Vision.ImageSize,
        ["patch_size"] = Vision.PatchSize,
        ["hidden_act"] = Vision.QuickGelu ? "quick_gelu" : "gelu",
        ["layer_norm_eps"] = Vision.NormEpsilon,
    };

    private JsonObject TextSection(string type) => new()
    {
        ["model_type"] = type,
        ["hidden_size"] = Text.Hidden,
        ["intermediate_size"] = Text.Intermediate,
        ["num_hidden_layers"] = Text.Layers,
        ["num_attention_heads"] = Text.Heads,
        ["num_key_value_heads"] = Text.KeyValueHeads,
        ["head_dim"] = Text.HeadSize,
        ["hidden_act"] = "silu",
        ["rms_norm_eps"] = Text.NormEpsilon,
        ["rope_theta"] = Text.RopeTheta,
        ["vocab_size"] = Text.Vocabulary,
        ["max_position_embeddings"] = Text.Context,
        ["bos_token_id"] = Text.BeginOfSequence,
        ["eos_token_id"] = Text.EndOfSequence,
        ["tie_word_embeddings"] = Text.TiedEmbeddings,
    };
}
