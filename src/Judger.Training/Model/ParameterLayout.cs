namespace Judger.Training.Model;

/// <summary>All parameters of a model: names, shapes, initial values, in the order of the flat vector.</summary>
internal sealed class ParameterLayout
{
    public const string VisionPrefix = "vision_tower.vision_model.";
    public const string LanguagePrefix = "language_model.model.";
    public const string ProjectorFirst = "multi_modal_projector.linear_1";
    public const string ProjectorSecond = "multi_modal_projector.linear_2";
    public const string Embeddings = LanguagePrefix + "embed_tokens.weight";
    public const string Head = "language_model.lm_head.weight";

    private readonly List<ParameterUnit> _units = [];
    private readonly Random _random;
    private readonly bool _isDrawn;

    /// <param name="geometry">The sizes.</param>
    /// <param name="seed">Initial values follow from it.</param>
    /// <param name="rank">Rank of the adapters; 0 for none.</param>
    /// <param name="isDrawn">False where a checkpoint's values replace the initial ones anyway; adapters are drawn always.</param>
    public ParameterLayout(ModelGeometry geometry, int seed, int rank = 0, bool isDrawn = true)
    {
        _random = new Random(seed);
        _isDrawn = isDrawn;
        AddVision(geometry);
        if (geometry.HasDenseHead)
        {
            Add(["dense_head.weight"], [DenseLabels.Count, geometry.VisionHidden], ParameterGroup.DenseHead, Normal(0.02), decays: true);
            Add(["dense_head.bias"], [DenseLabels.Count], ParameterGroup.DenseHead, Fill(0), decays: false);
        }

        AddProjector(geometry);
        AddLanguage(geometry);
        if (rank > 0) AddAdapters(rank);
    }

    /// <summary>Whether a tensor is one of the decoder's linear layers, all of which LoRA adapts; the head is not among them.</summary>
    public static bool IsAdapted(string tensor) =>
        tensor.StartsWith(LanguagePrefix + "layers.", StringComparison.Ordinal) && tensor.EndsWith("_proj.weight", StringComparison.Ordinal);

    /// <summary>The name of the adapter's first factor [rank, inputs], drawn at random.</summary>
    public static string AdapterDown(string tensor) => tensor + ".lora_A";

    /// <summary>The name of the adapter's second factor [outputs, rank], zero at first.</summary>
    public static string AdapterUp(string tensor) => tensor + ".lora_B";

    public IReadOnlyList<ParameterUnit> Units => _units;

    public long Size => _units.Sum(unit => unit.Size);

    private void AddVision(ModelGeometry g)
    {
        int d = g.VisionHidden, m = g.VisionIntermediate;
        Vision("embeddings.class_embedding", [d], Normal(0.1), decays: false);
        Vision("embeddings.patch_embedding.weight", [d, 3, g.PatchSize, g.PatchSize], Normal(1 / Math.Sqrt(g.PatchValues)));
        Vision("embeddings.position_embedding.weight", [g.Patches + 1, d], (values, _) => SineCosine(values, g), decays: false);
        Norm(VisionPrefix + "pre_layrnorm", d);
        for (var i = 0; i < g.VisionLayers; i++)
        {
            var layer = $"encoder.layers.{i}.";
            Norm(VisionPrefix + layer + "layer_norm1", d);
            string[] qkv = [layer + "self_attn.q_proj", layer + "self_attn.k_proj", layer + "self_attn.v_proj"];
            var shared = new float[d * d];

            // Queries and keys start correlated, so that a patch first attends to patches like itself.
            Add(
                [.. qkv.Select(name => VisionPrefix + name + ".weight")],
                [d, d],
                ParameterGroup.Vision,
                (values, part) => QueryKeyValue(values, part, shared, d),
                decays: true);
            Add([.. qkv.Select(name => VisionPrefix + name + ".bias")], [d], ParameterGroup.Vision, Fill(0), decays: false);
            Linear(VisionPrefix + layer + "self_attn.out_proj", d, d, 0.5 / Math.Sqrt(d * g.VisionLayers));
            Norm(VisionPrefix + layer + "layer_norm2", d);
            Linear(VisionPrefix + layer + "mlp.fc1", m, d, 1 / Math.Sqrt(d));
            Linear(VisionPrefix + layer + "mlp.fc2", d, m, 0.5 / Math.Sqrt(m * g.VisionLayers));
        }

        void Vision(string name, long[] shape, Action<Span<float>, int> initial, bool decays = true) =>
            Add([VisionPrefix + name], shape, ParameterGroup.Vision, initial, decays);

        void Norm(string name, int width)
        {
            Add([name + ".weight"], [width], ParameterGroup.Vision, Fill(1), decays: false);
            Add([name + ".bias"], [width], ParameterGroup.Vision, Fill(0), decays: false);
        }

        void Linear(string name, int outputs, int inputs, double deviation)
        {
            Add([name + ".weight"], [outputs, inputs], ParameterGroup.Vision, Normal(deviation), decays: true);
            Add([name + ".bias"], [outputs], ParameterGroup.Vision, Fill(0), decays: false);
        }
    }

    private void AddProjector(ModelGeometry g)
    {
        Linear(ProjectorFirst, g.Hidden, g.VisionHidden);
        Linear(ProjectorSecond, g.Hidden, g.Hidden);

        void Linear(string name, int outputs, int inputs)
        {
            Add([name + ".weight"], [outputs, inputs], ParameterGroup.Projector, Normal(1 / Math.Sqrt(inputs)), decays: true);
            Add([name + ".bias"], [outputs], ParameterGroup.Projector, Fill(0), decays: false);
        }
    }

    private void AddLanguage(ModelGeometry g)
    {
        int d = g.Hidden, m = g.Intermediate, queries = g.Heads * g.HeadSize, keys = g.KeyValueHeads * g.HeadSize;
        Language([Embeddings], [g.Vocabulary, d], Normal(0.5), decays: false);
        for (var i = 0; i < g.Layers; i++)
        {
            var layer = $"{LanguagePrefix}layers.{i}.";
            Language([layer + "input_layernorm.weight"], [d], Fill(1), decays: false);
            string[] keyValue = [layer + "self_attn.k_proj.weight", layer + "self_attn.v_proj.weight"];
            if (queries == keys)
            {
                Language([layer + "self_attn.q_proj.weight", .. keyValue], [queries, d], Normal(1 / Math.Sqrt(d)));
            }
            else
            {
                Language([layer + "self_attn.q_proj.weight"], [queries, d], Normal(1 / Math.Sqrt(d)));
                Language(keyValue, [keys, d], Normal(1 / Math.Sqrt(d)));
            }

            Language([layer + "self_attn.o_proj.weight"], [d, queries], Normal(0.5 / Math.Sqrt(d * g.Layers)));
            Language([layer + "post_attention_layernorm.weight"], [d], Fill(1), decays: false);
            Language([layer + "mlp.gate_proj.weight", layer + "mlp.up_proj.weight"], [m, d], Normal(1 / Math.Sqrt(d)));
            Language([layer + "mlp.down_proj.weight"], [d, m], Normal(0.5 / Math.Sqrt(m * g.Layers)));
        }

        Language([LanguagePrefix + "norm.weight"], [d], Fill(1), decays: false);
        if (!g.TiedEmbeddings) Language([Head], [g.Vocabulary, d], Normal(0.02));

        void Language(string[] names, long[] shape, Action<Span<float>, int> initial, bool decays = true) =>
            Add(names, shape, ParameterGroup.Language, initial, decays);
    }

    private void AddAdapters(int rank)
    {
        foreach (var unit in _units.ToList())
        {
            foreach (var tensor in unit.Tensors.Where(IsAdapted))
            {
                // The first factor as PEFT draws it (uniform of this deviation), here normal.
                Add([AdapterDown(tensor)], [rank, unit.TensorShape[1]], ParameterGroup.Adapter, Drawn(1 / Math.Sqrt(3 * unit.TensorShape[1])), decays: false);
                Add([AdapterUp(tensor)], [unit.TensorShape[0], rank], ParameterGroup.Adapter, Fill(0), decays: false);
            }
        }
    }

    private void Add(string[] tensors, long[] shape, ParameterGroup group, Action<Span<float>, int> initial, bool decays) =>
        _units.Add(new ParameterUnit(tensors, shape, group, initial, decays));

    private void QueryKeyValue(Span<float> values, int part, float[] query, int width)
    {
        var normal = Normal(1 / Math.Sqrt(width));
        normal(values, part);
        if (part == 0)
        {
            for (var i = 0; i < values.Length; i++) query[i] = values[i] *= 0.8f;
        }
        else if (part == 1)
        {
            for (var i = 0; i < values.Length; i++) values[i] = (0.2f * values[i]) + query[i];
        }
    }

    private void SineCosine(Span<float> values, ModelGeometry g)
    {
        if (!_isDrawn) return;
        var frequencies = g.VisionHidden / 4;
        for (var patch = 0; patch < g.Patches; patch++)
        {
            int x = patch % g.GridSide, y = patch / g.GridSide;
            var at = values.Slice((patch + 1) * g.VisionHidden, g.VisionHidden);
            for (var k = 0; k < frequencies; k++)
            {
                var frequency = 1.5 * Math.Pow(0.05, k / (double)(frequencies - 1));
                at[4 * k] = (float)Math.Sin(frequency * x);
                at[(4 * k) + 1] = (float)Math.Cos(frequency * x);
                at[(4 * k) + 2] = (float)Math.Sin(frequency * y);
                at[(4 * k) + 3] = (float)Math.Cos(frequency * y);
            }
        }
    }

    private static Action<Span<float>, int> Fill(float value) => (values, _) => values.Fill(value);

    private Action<Span<float>, int> Normal(double deviation) => _isDrawn ? Drawn(deviation) : Fill(0);

    private Action<Span<float>, int> Drawn(double deviation) => (values, _) =>
    {
        for (var i = 0; i < values.Length; i++)
        {
            var gaussian = Math.Sqrt(-2 * Math.Log(1 - _random.NextDouble())) * Math.Cos(2 * Math.PI * _random.NextDouble());
            values[i] = (float)(deviation * gaussian);
        }
    };
}
