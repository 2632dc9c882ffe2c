namespace Judger.Export.Synthetic;

/// <summary>The tensors of a LLaVA checkpoint of some geometry and naming, in order.</summary>
internal sealed class CheckpointLayout
{
    private readonly SyntheticGeometry _geometry;
    private readonly List<LayoutTensor> _tensors = [];

    public CheckpointLayout(SyntheticGeometry geometry)
    {
        _geometry = geometry;
        (Vision, ProjectorFirst, ProjectorSecond, Language, Head) = geometry.Naming switch
        {
            TensorNaming.HuggingFace =>
                (
                    "vision_tower.vision_model.",
                    "multi_modal_projector.linear_1",
                    "multi_modal_projector.linear_2",
                    "language_model.model.",
                    "language_model.lm_head.weight"),
            TensorNaming.NewerHuggingFace =>
                (
                    "model.vision_tower.vision_model.",
                    "model.multi_modal_projector.linear_1",
                    "model.multi_modal_projector.linear_2",
                    "model.language_model.",
                    "lm_head.weight"),
            _ => ("model.vision_tower.vision_tower.vision_model.", "model.mm_projector.0", "model.mm_projector.2", "model.", "lm_head.weight"),
        };
        if (geometry.Tied) Head = Language + "embed_tokens.weight";
        AddVision();
        AddLinear(ProjectorFirst, geometry.Hidden, geometry.VisionHidden);
        AddLinear(ProjectorSecond, geometry.Hidden, geometry.Hidden);
        AddLanguage();
    }

    public string Vision { get; }

    public string ProjectorFirst { get; }

    public string ProjectorSecond { get; }

    public string Language { get; }

    public string Head { get; }

    public IReadOnlyList<LayoutTensor> Tensors => _tensors;

    private void AddVision()
    {
        int width = _geometry.VisionHidden, patch = _geometry.PatchSize;
        Add(Vision + "embeddings.class_embedding", 1, width);
        Add(Vision + "embeddings.patch_embedding.weight", 3 * patch * patch, width, 3, patch, patch);
        Add(Vision + "embeddings.position_embedding.weight", 1, _geometry.Patches + 1, width);
        AddNorm(Vision + "pre_layrnorm", width);
        for (var i = 0; i < _geometry.VisionLayers; i++)
        {
            var layer = $"{Vision}encoder.layers.{i}.";
            AddNorm(layer + "layer_norm1", width);
            AddNorm(layer + "layer_norm2", width);
            foreach (var name in new[] { "q_proj", "k_proj", "v_proj", "out_proj" }) AddLinear($"{layer}self_attn.{name}", width, width);
            AddLinear(layer + "mlp.fc1", _geometry.VisionIntermediate, width);
            AddLinear(layer + "mlp.fc2", width, _geometry.VisionIntermediate);
        }

        AddNorm(Vision + "post_layernorm", width);
    }

    private void AddLanguage()
    {
        var g = _geometry;
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

    private void AddScale(string name, int width) => _tensors.Add(new(name, [width], 1, 0.2));

    // Uniform with variance 1 / fan, so that activations keep their size through the layers.
    private void Add(string name, int fan, params long[] shape) => _tensors.Add(new(name, shape, 0, Math.Sqrt(3.0 / fan)));
}
