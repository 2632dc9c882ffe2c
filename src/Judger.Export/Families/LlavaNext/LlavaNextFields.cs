using Judger.Export.Checkpoints.Fields;
using Judger.Export.Families.Llava;

namespace Judger.Export.Families.LlavaNext;

/// <summary>
/// Every field of the configuration files of LLaVA-NeXT and LLaVA-OneVision: transformers' LlavaNextConfig, LlavaOnevisionConfig, MistralConfig, Qwen2Config,
/// SiglipVisionConfig and the processors of both families.
/// </summary>
internal static class LlavaNextFields
{
    /// <summary><c>config.json</c>.</summary>
    public static FieldTable Config { get; } = new(
        LlavaFields.IsAboutImages,
        ConfigField.Read(
            "model_type", "text_config", "vision_config", "vision_feature_layer", "vision_feature_select_strategy", "projector_hidden_act",
            "multimodal_projector_bias", "tie_word_embeddings", "bos_token_id", "eos_token_id", "image_grid_pinpoints", "image_token_index", "image_token_id",
            "vision_aspect_ratio"),
        ConfigField.Fixed("use_image_newline_parameter", "true"),

        // The text model's vocabulary and the tower's grid say how many there are. Videos are not shown.
        ConfigField.Inert("image_seq_length", "vocab_size", "video_token_index", "video_token_id"),
        TransformersFields.Common,
        TransformersFields.Generation);

    /// <summary><c>text_config</c>.</summary>
    public static FieldTable Text { get; } = FieldTable.Lenient(
        LlavaFields.Llama,
        ConfigField.Read("sliding_window", "use_sliding_window", "layer_types", "max_window_layers"),
        TransformersFields.Common,
        TransformersFields.Generation);

    /// <summary><c>vision_config</c> of a SigLIP tower.</summary>
    public static FieldTable Siglip { get; } = FieldTable.Strict(
        LlavaFields.Vision.Fields.Values,

        // The head is behind the layers whose output is the feature.
        ConfigField.Inert("vision_use_head"));

    /// <summary><c>preprocessor_config.json</c>, or <c>image_processor</c> within <c>processor_config.json</c>.</summary>
    public static FieldTable ImageProcessor { get; } = FieldTable.Strict(
        ConfigField.Read("image_grid_pinpoints"),

        // Padding here fills a batch up with tiles that no token sees; a tile has the size to which it would be cut.
        ConfigField.Inert("do_pad", "do_center_crop", "default_to_square"),
        LlavaFields.ImageProcessor.Fields.Values);

    /// <summary><c>processor_config.json</c>.</summary>
    public static FieldTable Processor { get; } = FieldTable.Strict(
        ConfigField.Read("image_processor", "patch_size", "num_image_tokens", "vision_aspect_ratio", "vision_feature_select_strategy", "chat_template"),
        ConfigField.Inert(
            // It says how many tokens a processor of transformers leaves out; here the tower's grid says it.
            "num_additional_image_tokens",
            "image_token", "video_token", "video_processor", "processor_class", "auto_map", "image_seq_length", "tokenizer",
            "transformers_version"));

    /// <summary><c>tokenizer_config.json</c> beside a <c>tokenizer.json</c>, which alone says how texts become tokens.</summary>
    public static FieldTable Tokenizer { get; } = FieldTable.Lenient(
        ConfigField.Read("add_bos_token", "bos_token", "eos_token"),
        ConfigField.Fixed("add_eos_token", "false"),
        ConfigField.Fixed("do_lower_case", "false"),
        ConfigField.Inert(
            "tokenizer_class", "add_prefix_space", "add_dummy_prefix_space", "clean_up_tokenization_spaces", "sp_model_kwargs", "errors",

            // Names of tokens, which prompts know themselves.
            "start_image_token", "end_image_token", "context_image_token", "video_token", "fake_image_token", "global_image_token",
            "boi_token", "eoi_token"),
        TransformersFields.LlamaTokenizer);
}
