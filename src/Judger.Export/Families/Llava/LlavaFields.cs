using Judger.Export.Checkpoints.Fields;

namespace Judger.Export.Families.Llava;

/// <summary>
/// Every field of the configuration files of LLaVA checkpoints: transformers' LlavaConfig, LlamaConfig, CLIPVisionConfig, CLIPImageProcessor,
/// LlavaImageProcessor and LlavaProcessor, and the configuration of haotian-liu/LLaVA. The readers check their part of a file by the table of it.
/// </summary>
internal static class LlavaFields
{
    private static readonly string[] AboutImages = ["mm_", "image_", "vision_", "projector_", "multimodal_"];

    /// <summary>A Llama decoder.</summary>
    internal static IEnumerable<ConfigField> Llama { get; } =
    [
        .. ConfigField.Read(
            "model_type", "vocab_size", "hidden_size", "intermediate_size", "num_hidden_layers", "num_attention_heads", "num_key_value_heads", "head_dim",
            "hidden_act", "max_position_embeddings", "rms_norm_eps", "rope_theta", "rope_scaling", "rope_parameters", "attention_bias", "mlp_bias",
            "tie_word_embeddings", "bos_token_id", "eos_token_id"),
        .. ConfigField.Fixed("partial_rotary_factor", "1"),
    ];

    /// <summary><c>config.json</c> in Hugging Face's form.</summary>
    public static FieldTable HuggingFace { get; } = new(
        IsAboutImages,
        ConfigField.Read(
            "model_type", "text_config", "vision_config", "vision_feature_layer", "vision_feature_select_strategy", "projector_hidden_act",
            "multimodal_projector_bias", "tie_word_embeddings", "bos_token_id", "eos_token_id", "image_token_index", "image_token_id"),

        // An image stands in a prompt by its place, with as many positions as it has patches. The size of the vocabulary is the text model's.
        ConfigField.Inert("image_seq_length", "vocab_size"),
        TransformersFields.Common,
        TransformersFields.Generation);

    /// <summary><c>config.json</c> as haotian-liu/LLaVA writes it: a Llama configuration with the multimodal fields beside the others.</summary>
    public static FieldTable Original { get; } = new(
        IsAboutImages,
        ConfigField.Read(
            "mm_vision_tower", "mm_vision_select_layer", "mm_vision_select_feature", "mm_projector_type", "mm_use_im_start_end",
            "image_aspect_ratio", "vision_config"),
        Llama,
        ConfigField.Fixed("s2", "false"),
        ConfigField.Absent("mm_resampler_type"),
        ConfigField.Inert(
            // The token of a patch stands in no prompt.
            "mm_use_im_patch_token", "mm_hidden_size", "use_mm_proj", "delay_load", "vision_tower_pretrained",

            // Of tiles, which images with the aspect ratios square and pad do not have.
            "image_grid_pinpoints", "image_crop_resolution", "image_split_resolution", "mm_patch_merge_type",

            // Of training.
            "freeze_mm_mlp_adapter", "freeze_mm_vision_resampler", "tune_mm_mlp_adapter", "tune_mm_vision_resampler", "unfreeze_mm_vision_tower",
            "mm_projector_lr", "mm_vision_tower_lr", "mm_tunable_parts", "pretrain_mm_mlp_adapter", "tokenizer_model_max_length", "tokenizer_padding_side"),
        TransformersFields.Common,
        TransformersFields.Generation);

    /// <summary><c>text_config</c>.</summary>
    public static FieldTable Text { get; } = FieldTable.Lenient(Llama, TransformersFields.Common, TransformersFields.Generation);

    /// <summary><c>rope_scaling</c> and <c>rope_parameters</c>. Without scaling, the fields of a scaling have no effect.</summary>
    public static FieldTable Rope { get; } = FieldTable.Strict(
        ConfigField.Read("rope_type", "type", "rope_theta"),
        ConfigField.Fixed("partial_rotary_factor", "1"),
        ConfigField.Inert(
            "factor", "original_max_position_embeddings", "attention_factor", "beta_fast", "beta_slow", "short_factor", "long_factor", "low_freq_factor",
            "high_freq_factor", "mscale", "mscale_all_dim", "truncate"));

    /// <summary><c>vision_config</c>.</summary>
    public static FieldTable Vision { get; } = FieldTable.Strict(
        ConfigField.Read(
            "model_type", "hidden_size", "intermediate_size", "num_hidden_layers", "num_attention_heads", "image_size", "patch_size", "hidden_act",
            "layer_norm_eps"),
        ConfigField.Fixed("num_channels", "3"),

        // Of CLIP's other half and its head, which are not used.
        ConfigField.Inert("projection_dim", "vocab_size", "bos_token_id", "eos_token_id", "tie_word_embeddings"),
        TransformersFields.Common,
        TransformersFields.Generation);

    /// <summary><c>preprocessor_config.json</c>, or <c>image_processor</c> within <c>processor_config.json</c>.</summary>
    public static FieldTable ImageProcessor { get; } = FieldTable.Strict(
        ConfigField.Read(
            "image_processor_type", "feature_extractor_type", "do_pad", "do_resize", "size", "resample", "do_center_crop", "crop_size", "do_rescale",
            "rescale_factor", "do_normalize", "image_mean", "image_std"),
        ConfigField.Fixed("do_convert_rgb", "true"),
        ConfigField.Fixed("default_to_square", "false"),
        ConfigField.Fixed("use_square_size", "false"),
        ConfigField.Fixed("data_format", "\"channels_first\""),
        ConfigField.Absent("input_data_format", "pad_size", "image_grid_pinpoints"),
        ConfigField.Inert(
            "processor_class", "_processor_class", "auto_map", "_valid_processor_keys", "_valid_kwargs_names", "model_input_names", "return_tensors", "device",
            "disable_grouping", "image_seq_length", "name_or_path", "transformers_version"));

    /// <summary><c>size</c> and <c>crop_size</c> where they are objects.</summary>
    public static FieldTable Size { get; } = FieldTable.Strict(ConfigField.Read("shortest_edge", "height", "width"));

    /// <summary><c>processor_config.json</c>.</summary>
    public static FieldTable Processor { get; } = FieldTable.Strict(
        ConfigField.Read("image_processor", "patch_size", "chat_template"),
        ConfigField.Fixed("vision_feature_select_strategy", "\"default\""),

        // The class token, which the strategy then leaves out.
        ConfigField.Fixed("num_additional_image_tokens", "1"),

        // Images stand in prompts by their place.
        ConfigField.Inert("image_token", "processor_class", "auto_map", "image_seq_length", "tokenizer", "transformers_version"));

    /// <summary><c>tokenizer_config.json</c>.</summary>
    public static FieldTable Tokenizer { get; } = FieldTable.Lenient(TransformersFields.LlamaTokenizer);

    // A field with such a name may change what the model sees.
    internal static bool IsAboutImages(string name) => AboutImages.Any(start => name.StartsWith(start, StringComparison.Ordinal));
}
