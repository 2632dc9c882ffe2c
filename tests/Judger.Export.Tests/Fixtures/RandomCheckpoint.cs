using System.Text.Json;

namespace Judger.Testing;

/// <summary>A LLaVA checkpoint of any geometry with random weights, in Hugging Face's layout, and the values that its files hold.</summary>
internal sealed class RandomCheckpoint
{
    private readonly Random _random;

    public RandomCheckpoint(TestGeometry geometry, int seed = 1)
    {
        Geometry = geometry;
        _random = new Random(seed);
        AddVision();
        AddProjector();
        AddLanguage();
    }

    public TestGeometry Geometry { get; }

    public Dictionary<string, (long[] Shape, float[] Values)> Tensors { get; } = new(StringComparer.Ordinal);

    public string Vision => Geometry.NewerNames ? "model.vision_tower.vision_model." : "vision_tower.vision_model.";

    public string Projector => Geometry.NewerNames ? "model.multi_modal_projector." : "multi_modal_projector.";

    public string Language => Geometry.NewerNames ? "model.language_model." : "language_model.model.";

    public string Head => Geometry.Tied ? Language + "embed_tokens.weight" : Geometry.NewerNames ? "lm_head.weight" : "language_model.lm_head.weight";

    public float[] this[string name] => Tensors[name].Values;

    /// <summary>Writes the checkpoint's five files.</summary>
    public void Write(string folder, string judgerJson = """{"profile": "tiny", "attention_layer": 1, "name": "random"}""")
    {
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, "config.json"), Config());
        File.WriteAllText(Path.Combine(folder, "judger.json"), judgerJson);
        File.WriteAllText(Path.Combine(folder, "preprocessor_config.json"), $$"""
            {"crop_size": {"height": {{Geometry.ImageSize}}, "width": {{Geometry.ImageSize}}}, "size": {"shortest_edge": {{Geometry.ImageSize}}},
             "image_mean": [0.5, 0.4, 0.3], "image_std": [0.25, 0.26, 0.27], "resample": 3}
            """);
        File.WriteAllBytes(Path.Combine(folder, "tokenizer.model"), TestTokenizer.Write());
        SafetensorsWriter.Write(Path.Combine(folder, "model.safetensors"), Tensors, Geometry.Type);
    }

    private string Config()
    {
        var g = Geometry;
        return JsonSerializer.Serialize(new
        {
            model_type = "llava",
            image_token_index = g.Vocabulary - 1,
            vision_feature_layer = g.FeatureLayer,
            vision_feature_select_strategy = "default",
            projector_hidden_act = "gelu",
            vision_config = new
            {
                model_type = "clip_vision_model",
                hidden_size = g.VisionHidden,
                intermediate_size = g.VisionIntermediate,
                num_hidden_layers = g.VisionLayers,
                num_attention_heads = g.VisionHeads,
                image_size = g.ImageSize,
                patch_size = g.PatchSize,
                hidden_act = g.VisionActivation,
            },
            text_config = new
            {
                model_type = "llama",
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
            },
        });
    }

    private void AddVision()
    {
        int width = Geometry.VisionHidden, patch = Geometry.PatchSize;
        Add(Vision + "embeddings.class_embedding", 1, width);
        Add(Vision + "embeddings.patch_embedding.weight", 3 * patch * patch, width, 3, patch, patch);
        Add(Vision + "embeddings.position_embedding.weight", 1, Geometry.Patches + 1, width);
        AddNorm(Vision + "pre_layrnorm", width);
        for (var i = 0; i < Geometry.VisionLayers; i++)
        {
            var layer = $"{Vision}encoder.layers.{i}.";
            AddNorm(layer + "layer_norm1", width);
            AddNorm(layer + "layer_norm2", width);
            foreach (var name in new[] { "q_proj", "k_proj", "v_proj", "out_proj" }) AddLinear($"{layer}self_attn.{name}", width, width);
            AddLinear(layer + "mlp.fc1", Geometry.VisionIntermediate, width);
            AddLinear(layer + "mlp.fc2", width, Geometry.VisionIntermediate);
        }

        AddNorm(Vision + "post_layernorm", width);
    }

    private void AddProjector()
    {
        AddLinear(Projector + "linear_1", Geometry.Hidden, Geometry.VisionHidden);
        AddLinear(Projector + "linear_2", Geometry.Hidden, Geometry.Hidden);
    }

    private void AddLanguage()
    {
        var g = Geometry;
        Add(Language + "embed_tokens.weight", 1, g.Vocabulary, g.Hidden);
        for (var i = 0; i < g.Layers; i++)
        {
            var layer = $"{Language}layers.{i}.";
            Add(layer + "self_attn.q_proj.weight", g.Hidden / 4, g.Heads * g.HeadSize, g.Hidden);
            Add(layer + "self_attn.k_proj.weight", g.Hidden / 4, g.KeyValueHeads * g.HeadSize, g.Hidden);
            Add(layer + "self_attn.v_proj.weight", g.Hidden, g.KeyValueHeads * g.HeadSize, g.Hidden);
            Add(layer + "self_attn.o_proj.weight", g.Heads * g.HeadSize, g.Hidden, g.Heads * g.HeadSize);
            Add(layer + "mlp.gate_proj.weight", g.Hidden, g.Intermediate, g.Hidden);
            Add(layer + "mlp.up_proj.weight", g.Hidden, g.Intermediate, g.Hidden);
            Add(layer + "mlp.down_proj.weight", g.Intermediate, g.Hidden, g.Intermediate);
            AddScale(layer + "input_layernorm.weight", g.Hidden);
            AddScale(layer + "post_attention_layernorm.weight", g.Hidden);
        }

        AddScale(Language + "norm.weight", g.Hidden);
        if (!g.Tied) Add(Head, g.Hidden, g.Vocabulary, g.Hidden);
    }

    private void AddLinear(string name, int outputs, int inputs)
    {
        Add(name + ".weight", inputs, outputs, inputs);
        Add(name + ".bias", 25, outputs);
    }

    private void AddNorm(string name, int width)
    {
        AddScale(name + ".weight", width);
        Add(name + ".bias", 25, width);
    }

    private void AddScale(string name, int width) => Add(name, [width], () => 0.8 + (0.4 * _random.NextDouble()));

    // Uniform with variance 1 / fan, so that activations keep their size through the layers.
    private void Add(string name, int fan, params long[] shape) => Add(name, shape, () => ((2 * _random.NextDouble()) - 1) * Math.Sqrt(3.0 / fan));

    private void Add(string name, long[] shape, Func<double> draw)
    {
        var values = new float[shape.Aggregate(1L, (product, size) => product * size)];
        for (var i = 0; i < values.Length; i++) values[i] = SafetensorsWriter.Round((float)draw(), Geometry.Type);
        Tensors.Add(name, (shape, values));
    }
}
