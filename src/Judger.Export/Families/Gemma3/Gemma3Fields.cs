using Judger.Export.Checkpoints.Fields;
using Judger.Export.Families.Llava;

namespace Judger.Export.Families.Gemma3;

/// <summary>
/// Every field of the configuration files of Gemma 3: transformers' Gemma3Config, Gemma3TextConfig, Gemma3ImageProcessor and Gemma3Processor. The tower's
/// are those of SigLIP.
/// </summary>
internal static class Gemma3Fields
{
    /// <summary><c>config.json</c>.</summary>
    public static FieldTable Config { get; } = new(
        LlavaFields.IsAboutImages,
        ConfigField.Read(
            "model_type", "text_config", "vision_config", "mm_tokens_per_image", "image_token_index", "image_token_id", "tie_word_embeddings",
            "bos_token_id", "eos_token_id"),

        // The prompt's template writes these two by their content.
        ConfigField.Inert("boi_token_index", "eoi_token_index", "boi_token_id", "eoi_token_id", "vocab_size"),
        TransformersFields.Common,
        TransformersFields.Generation);

    /// <summary><c>text_config</c>.</summary>
    public static FieldTable Text { get; } = FieldTable.Lenient(
        ConfigField.Read(
            "model_type", "vocab_size", "hidden_size", "intermediate_size", "num_hidden_layers", "num_attention_heads", "num_key_value_heads", "head_dim",
            "hidden_activation", "max_position_embeddings", "rms_norm_eps", "rope_theta", "rope_local_base_freq", "rope_scaling", "rope_parameters",
            "query_pre_attn_scalar", "sliding_window", "layer_types", "sliding_window_pattern", "bos_token_id", "eos_token_id"),
        ConfigField.Fixed("attention_bias", "false"),
        ConfigField.Fixed("use_bidirectional_attention", "false"),
        ConfigField.Absent("final_logit_softcapping", "attn_logit_softcapping"),

        // The top level says whether the head is tied; the types of layers are a list.
        ConfigField.Inert("tie_word_embeddings", "_sliding_window_pattern", "cache_implementation"),
        TransformersFields.Common,
        TransformersFields.Generation);

    /// <summary><c>rope_scaling</c>, and one kind of layer's <c>rope_parameters</c>.</summary>
    public static FieldTable Rope { get; } = FieldTable.Strict(ConfigField.Read("rope_type", "type", "rope_theta", "factor"));

    /// <summary><c>preprocessor_config.json</c>, or <c>image_processor</c> within <c>processor_config.json</c>.</summary>
    public static FieldTable ImageProcessor { get; } = FieldTable.Strict(
        ConfigField.Fixed("do_pan_and_scan", "false"),
        ConfigField.Fixed("do_center_crop", "false"),
        ConfigField.Fixed("do_pad", "false"),

        // Of crops that are not made.
        ConfigField.Inert("pan_and_scan_min_crop_size", "pan_and_scan_max_num_crops", "pan_and_scan_min_ratio_to_activate", "default_to_square", "crop_size"),
        LlavaFields.ImageProcessor.Fields.Values);

    /// <summary><c>processor_config.json</c>.</summary>
    public static FieldTable Processor { get; } = FieldTable.Strict(
        ConfigField.Read("image_processor", "image_seq_length", "chat_template"),
        ConfigField.Inert("processor_class", "auto_map", "tokenizer", "transformers_version", "image_token", "boi_token", "eoi_token"));
}
