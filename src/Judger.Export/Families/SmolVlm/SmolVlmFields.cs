using Judger.Export.Checkpoints.Fields;
using Judger.Export.Families.Llava;

namespace Judger.Export.Families.SmolVlm;

/// <summary>
/// Every field of the configuration files of Idefics3 and SmolVLM: transformers' Idefics3Config, SmolVLMConfig, their vision configurations, image processors
/// and processors.
/// </summary>
internal static class SmolVlmFields
{
    /// <summary><c>config.json</c>.</summary>
    public static FieldTable Config { get; } = new(
        LlavaFields.IsAboutImages,
        ConfigField.Read(
            "model_type", "text_config", "vision_config", "image_token_id", "scale_factor", "tie_word_embeddings", "bos_token_id", "eos_token_id"),

        // The text model's vocabulary and the tower's grid say how many there are.
        ConfigField.Inert("vocab_size", "image_seq_len", "_pad_token_id", "transformers.js_config"),
        TransformersFields.Common,
        TransformersFields.Generation);

    /// <summary><c>text_config</c>, with what published files have of models that came before.</summary>
    public static FieldTable Text { get; } = FieldTable.Lenient(
        ConfigField.Fixed("qk_layer_norms", "false"),
        ConfigField.Fixed("rope_interleaved", "false"),
        ConfigField.Fixed("use_resampler", "false"),
        ConfigField.Inert(
            "perceiver_config", "pixel_shuffle_factor", "is_llama_config", "neftune_noise_alpha", "_flash_attn_2_enabled", "transformers.js_config"),
        LlavaFields.Llama,
        TransformersFields.Common,
        TransformersFields.Generation);

    /// <summary><c>vision_config</c>.</summary>
    public static FieldTable Vision { get; } = FieldTable.Strict(
        LlavaFields.Vision.Fields.Values,

        // Of the image processor, which has its own file; the tower does not read them.
        ConfigField.Inert("size", "max_image_size", "use_base_siglip"));

    /// <summary><c>preprocessor_config.json</c>, or <c>image_processor</c> within <c>processor_config.json</c>.</summary>
    public static FieldTable ImageProcessor { get; } = FieldTable.Strict(
        ConfigField.Read(
            "image_processor_type", "feature_extractor_type", "do_resize", "size", "resample", "do_image_splitting", "max_image_size", "do_rescale",
            "rescale_factor", "do_normalize", "image_mean", "image_std"),
        ConfigField.Fixed("do_convert_rgb", "true"),
        ConfigField.Fixed("do_center_crop", "false"),
        ConfigField.Fixed("data_format", "\"channels_first\""),
        ConfigField.Absent("input_data_format"),

        // Padding fills a batch up with tiles that no token sees. The processor asks for rows and columns whatever this says. Videos are not shown.
        ConfigField.Inert("do_pad", "pad_size", "return_row_col_info", "video_sampling", "crop_size", "default_to_square"),
        ConfigField.Inert(
            "processor_class", "_processor_class", "auto_map", "_valid_processor_keys", "_valid_kwargs_names", "model_input_names", "return_tensors", "device",
            "disable_grouping", "image_seq_length", "name_or_path", "transformers_version"));

    /// <summary><c>size</c> and <c>max_image_size</c>.</summary>
    public static FieldTable Size { get; } = FieldTable.Strict(ConfigField.Read("longest_edge"));

    /// <summary><c>processor_config.json</c>.</summary>
    public static FieldTable Processor { get; } = FieldTable.Strict(
        ConfigField.Read("image_processor", "image_seq_len", "chat_template"),
        ConfigField.Inert(
            "processor_class", "auto_map", "tokenizer", "transformers_version", "video_processor", "image_token", "fake_image_token",
            "global_image_tag"));
}
