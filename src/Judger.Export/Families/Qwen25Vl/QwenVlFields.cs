using Judger.Export.Checkpoints.Fields;
using Judger.Export.Families.Llava;

namespace Judger.Export.Families.Qwen25Vl;

/// <summary>
/// Every field of the configuration files of Qwen2.5-VL and Qwen3-VL: transformers' Qwen2_5_VLConfig, Qwen3VLConfig, their parts, and Qwen2VLImageProcessor.
/// </summary>
internal static class QwenVlFields
{
    private static IEnumerable<ConfigField> Decoder { get; } =
    [
        .. LlavaFields.Llama,
        .. ConfigField.Read("sliding_window", "use_sliding_window", "layer_types", "max_window_layers"),
    ];

    /// <summary><c>config.json</c>, which in older files is the text model's too.</summary>
    public static FieldTable Config { get; } = new(
        LlavaFields.IsAboutImages,
        ConfigField.Read("model_type", "text_config", "vision_config", "image_token_id", "tie_word_embeddings", "bos_token_id", "eos_token_id"),
        Decoder,

        // A template writes what stands around an image. Videos are not shown.
        ConfigField.Inert("vision_start_token_id", "vision_end_token_id", "vision_token_id", "video_token_id"),
        TransformersFields.Common,
        TransformersFields.Generation);

    /// <summary><c>text_config</c>.</summary>
    public static FieldTable Text { get; } = FieldTable.Lenient(
        Decoder,
        ConfigField.Inert("vision_start_token_id", "vision_end_token_id", "vision_token_id", "image_token_id", "video_token_id"),
        TransformersFields.Common,
        TransformersFields.Generation);

    /// <summary><c>rope_scaling</c> and <c>rope_parameters</c> of the text model.</summary>
    public static FieldTable Rope { get; } = FieldTable.Strict(ConfigField.Read("mrope_section", "mrope_interleaved"), LlavaFields.Rope.Fields.Values);

    /// <summary><c>rope_parameters</c> of the tower.</summary>
    public static FieldTable VisionRope { get; } = FieldTable.Strict(
        ConfigField.Read("rope_theta"), ConfigField.Fixed("rope_type", "\"default\"", "\"axial\""), ConfigField.Fixed("partial_rotary_factor", "1"));

    private static IEnumerable<ConfigField> Tower { get; } =
    [
        .. ConfigField.Read(
            "model_type", "depth", "hidden_size", "hidden_act", "intermediate_size", "num_heads", "patch_size", "spatial_merge_size", "temporal_patch_size",
            "out_hidden_size", "rope_theta", "rope_parameters"),
        .. ConfigField.Fixed("in_channels", "3"),
        .. ConfigField.Fixed("in_chans", "3"),

        // Of films, and what transformers does not read.
        .. ConfigField.Inert("tokens_per_second", "spatial_patch_size", "tie_word_embeddings"),
        .. TransformersFields.Common,
        .. TransformersFields.Generation,
    ];

    /// <summary><c>vision_config</c> of Qwen2.5-VL.</summary>
    public static FieldTable WindowTower { get; } = FieldTable.Strict(ConfigField.Read("window_size", "fullatt_block_indexes"), Tower);

    /// <summary><c>vision_config</c> of Qwen3-VL.</summary>
    public static FieldTable DeepTower { get; } = FieldTable.Strict(ConfigField.Read("num_position_embeddings", "deepstack_visual_indexes"), Tower);

    /// <summary><c>preprocessor_config.json</c>, or <c>image_processor</c> within <c>processor_config.json</c>.</summary>
    public static FieldTable ImageProcessor { get; } = FieldTable.Strict(
        ConfigField.Read("min_pixels", "max_pixels", "patch_size", "merge_size", "temporal_patch_size"),

        // Pictures have sizes of their own, so that there is nothing to pad or to cut.
        ConfigField.Fixed("do_pad", "false"),
        ConfigField.Fixed("do_center_crop", "false"),
        ConfigField.Inert("default_to_square", "crop_size", "min_frames", "max_frames", "fps"),
        LlavaFields.ImageProcessor.Fields.Values);

    /// <summary><c>size</c>: pixels of an image, whatever the names say.</summary>
    public static FieldTable Size { get; } = FieldTable.Strict(ConfigField.Read("shortest_edge", "longest_edge"));

    /// <summary><c>processor_config.json</c>.</summary>
    public static FieldTable Processor { get; } = FieldTable.Strict(
        ConfigField.Read("image_processor", "chat_template"),
        ConfigField.Inert(
            "image_token", "video_token", "vision_start_token", "vision_end_token", "video_processor", "processor_class", "auto_map",
            "tokenizer", "transformers_version"));
}
