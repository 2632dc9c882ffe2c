using System.Text.Json;

namespace Judger.Export;

/// <summary>The files of a checkpoint beside its tensors.</summary>
internal static class CheckpointConfig
{
    public static void Write(string folder, SyntheticGeometry geometry, string judgerJson, byte[] tokenizer)
    {
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, "config.json"), Config(geometry));
        File.WriteAllText(Path.Combine(folder, "judger.json"), judgerJson);
        File.WriteAllText(Path.Combine(folder, "preprocessor_config.json"), $$"""
            {"crop_size": {"height": {{geometry.ImageSize}}, "width": {{geometry.ImageSize}}}, "size": {"shortest_edge": {{geometry.ImageSize}}},
             "image_mean": [0.5, 0.4, 0.3], "image_std": [0.25, 0.26, 0.27], "resample": 3}
            """);
        File.WriteAllBytes(Path.Combine(folder, "tokenizer.model"), tokenizer);
    }

    private static string Config(SyntheticGeometry g)
    {
        if (g.Naming == TensorNaming.Original) return Original(g);
        return JsonSerializer.Serialize(new
        {
            model_type = "llava",
            image_token_index = g.Vocabulary - 1,
            vision_feature_layer = g.FeatureLayer,
            vision_feature_select_strategy = "default",
            projector_hidden_act = "gelu",
            vision_config = Vision(g),
            text_config = Text(g, "llama"),
        });
    }

    /// <summary>As LLaVA's own trainer saves it: a Llama configuration with the multimodal fields beside the others.</summary>
    private static string Original(SyntheticGeometry g)
    {
        var config = JsonSerializer.SerializeToNode(Text(g, "llava_llama"))!.AsObject();
        config["mm_vision_tower"] = "openai/clip-vit-large-patch14-336";
        config["mm_vision_select_layer"] = g.FeatureLayer;
        config["mm_vision_select_feature"] = "patch";
        config["mm_projector_type"] = "mlp2x_gelu";
        config["image_aspect_ratio"] = "pad";
        config["vision_config"] = JsonSerializer.SerializeToNode(Vision(g));
        return config.ToJsonString();
    }

    private static object Vision(SyntheticGeometry g) => new
    {
        model_type = "clip_vision_model",
        hidden_size = g.VisionHidden,
        intermediate_size = g.VisionIntermediate,
        num_hidden_layers = g.VisionLayers,
        num_attention_heads = g.VisionHeads,
        image_size = g.ImageSize,
        patch_size = g.PatchSize,
        hidden_act = g.VisionActivation,
    };

    private static object Text(SyntheticGeometry g, string type) => new
    {
        model_type = type,
        hidden_size = g.Hidden,
        intermediate_size = g.Intermediate,
        num_hidden_layers = g.Layers,
        num_attention_heads = g.Heads,
        num_key_value_heads = g.KeyValueHeads,
        head_dim = g.HeadSize,
        rms_norm_eps = 1e-5,
        rope_theta = g.RopeTheta,
        vocab_size = g.Vocabulary,
        max_position_embeddings = g.Context,
        tie_word_embeddings = g.Tied,
    };
}
