using Judger.Export.Checkpoints.Fields;
using Judger.Export.Families.Llava;
using Judger.Export.Families.LlavaNext;

namespace Judger.Export.Families.InternVl;

/// <summary>
/// Every field of the configuration files of InternVL: transformers' InternVLConfig, InternVLVisionConfig, GotOcr2ImageProcessor and InternVLProcessor, and
/// the configuration of the original repositories.
/// </summary>
internal static class InternVlFields
{
    private static readonly IEnumerable<ConfigField> Tower =
    [
        .. ConfigField.Read(
            "model_type", "hidden_size", "intermediate_size", "num_hidden_layers", "num_attention_heads", "image_size", "patch_size", "hidden_act",
            "layer_norm_eps", "norm_type"),
        .. ConfigField.Fixed("num_channels", "3"),

        // A tower writes no answers.
        .. ConfigField.Inert("eos_token_id"),
    ];

    private static readonly IEnumerable<ConfigField> OfProcessors = ConfigField.Inert(
        "processor_class", "_processor_class", "auto_map", "_valid_processor_keys", "_valid_kwargs_names", "model_input_names", "return_tensors", "device",
        "disable_grouping", "image_seq_length", "name_or_path", "transformers_version");

    /// <summary><c>config.json</c> in Hugging Face's form.</summary>
    public static FieldTable HuggingFace { get; } = new(
        LlavaFields.IsAboutImages,
        ConfigField.Read(
            "model_type", "text_config", "vision_config", "image_token_id", "downsample_ratio", "projector_hidden_act", "vision_feature_layer",
            "vision_feature_select_strategy", "tie_word_embeddings", "bos_token_id", "eos_token_id"),

        // The text model's vocabulary and the tower's grid say how many there are.
        ConfigField.Inert("image_seq_length", "vocab_size"),
        TransformersFields.Common,
        TransformersFields.Generation);

    /// <summary><c>config.json</c> of the original code.</summary>
    public static FieldTable Original { get; } = new(
        name => LlavaFields.IsAboutImages(name) || name.EndsWith("_patch", StringComparison.Ordinal),
        ConfigField.Read(
            "model_type", "llm_config", "vision_config", "downsample_ratio", "dynamic_image_size", "force_image_size", "min_dynamic_patch",
            "max_dynamic_patch", "use_thumbnail", "ps_version", "select_layer", "bos_token_id", "eos_token_id"),
        ConfigField.Fixed("pad2square", "false"),
        ConfigField.Inert(
            // Prompts are those of the profile. The text model's configuration says whether it has a head.
            "template", "system_message", "tie_word_embeddings", "hidden_size", "vocab_size",

            // Of training.
            "use_backbone_lora", "use_llm_lora", "image_fold"),
        TransformersFields.Common,
        TransformersFields.Generation);

    /// <summary><c>text_config</c> and <c>llm_config</c>.</summary>
    public static FieldTable Text { get; } = FieldTable.Lenient(
        LlavaNextFields.Text.Fields.Values,
        ConfigField.Inert("_attn_implementation_internal", "moe_config", "use_bfloat16"));

    /// <summary><c>vision_config</c> in Hugging Face's form.</summary>
    public static FieldTable Vision { get; } = FieldTable.Strict(
        Tower,
        ConfigField.Read("attention_bias", "use_qk_norm", "use_mean_pooling"),
        ConfigField.Fixed("use_absolute_position_embeddings", "true"),

        // Of training; the scales are tensors.
        ConfigField.Inert("hidden_dropout_prob", "projection_dropout", "layer_scale_init_value", "use_mask_token"),
        TransformersFields.Common,
        TransformersFields.Generation);

    /// <summary><c>vision_config</c> of the original code.</summary>
    public static FieldTable OriginalVision { get; } = FieldTable.Strict(
        Tower,
        ConfigField.Read("qkv_bias", "qk_normalization"),
        ConfigField.Inert("use_flash_attn", "drop_path_rate", "capacity_factor", "eval_capacity_factor", "moe_coeff_ratio", "laux_allreduce",
            "moe_intermediate_size", "moe_output_scale", "noisy_gate_policy", "num_experts", "num_routed_experts", "num_shared_experts",
            "shared_expert_intermediate_size", "use_moe", "use_residual", "use_rts", "use_weighted_residual", "ep_size"),
        TransformersFields.Common,
        TransformersFields.Generation);

    /// <summary><c>preprocessor_config.json</c>, or <c>image_processor</c> within <c>processor_config.json</c>, in Hugging Face's form.</summary>
    public static FieldTable ImageProcessor { get; } = FieldTable.Strict(
        ConfigField.Read(
            "image_processor_type", "feature_extractor_type", "do_resize", "size", "resample", "min_patches", "max_patches", "do_rescale",
            "rescale_factor", "do_normalize", "image_mean", "image_std"),
        ConfigField.Fixed("do_convert_rgb", "true"),
        ConfigField.Fixed("do_center_crop", "false"),
        ConfigField.Fixed("data_format", "\"channels_first\""),
        ConfigField.Absent("input_data_format"),

        // The processor asks for tiles whatever this says, and pads nothing.
        ConfigField.Inert("crop_to_patches", "do_pad", "pad_size", "crop_size", "default_to_square"),
        OfProcessors);

    /// <summary><c>preprocessor_config.json</c> of the original repositories, whose code cuts tiles by <c>config.json</c>.</summary>
    public static FieldTable OriginalImageProcessor { get; } = FieldTable.Strict(
        ConfigField.Read("resample", "do_rescale", "rescale_factor", "do_normalize", "image_mean", "image_std"),
        ConfigField.Inert("image_processor_type", "feature_extractor_type", "size", "crop_size", "do_resize", "do_center_crop", "do_convert_rgb"),
        OfProcessors);

    /// <summary><c>processor_config.json</c>.</summary>
    public static FieldTable Processor { get; } = FieldTable.Strict(
        ConfigField.Read("image_processor", "image_seq_length", "chat_template"),
        ConfigField.Inert(
            "processor_class", "auto_map", "tokenizer", "transformers_version", "video_processor", "image_token", "video_token",
            "start_image_token", "end_image_token", "context_image_token"));
}
