using Judger.Export.Blocks;
using Judger.Export.Checkpoints;
using Judger.Inference.Manifest;

namespace Judger.Export.Families.Llava;

/// <summary>Reads the configuration of a Llama decoder.</summary>
internal static class LlamaConfig
{
    /// <summary>Reads a Llama configuration, with what transformers takes where it is silent: the values of Llama-7B.</summary>
    /// <param name="section">Where it stands: <c>text_config</c>, or the whole file of an original LLaVA checkpoint.</param>
    /// <param name="tied">Whether embeddings are tied whatever it says.</param>
    /// <param name="vocabulary">The vocabulary where it does not say.</param>
    /// <param name="whole">The whole file, whose token ids go first.</param>
    public static TextConfig Read(ConfigSection section, bool tied, int vocabulary, ConfigSection whole) =>
        Read(section, tied, TextDefaults.Llama with { Vocabulary = vocabulary }, whole);

    /// <summary>Reads the configuration of a decoder of Llama's kind, with what transformers takes where it is silent.</summary>
    /// <param name="section">Where it stands.</param>
    /// <param name="tied">Whether embeddings are tied whatever it says.</param>
    /// <param name="defaults">What is taken where it is silent.</param>
    /// <param name="whole">The whole file, whose token ids go first.</param>
    public static TextConfig Read(ConfigSection section, bool tied, TextDefaults defaults, ConfigSection whole)
    {
        var activation = section.Text("hidden_act", "silu");
        if (activation != "silu") throw section.Unsupported("hidden_act", activation, "silu");
        foreach (var bias in new[] { "attention_bias", "mlp_bias" })
        {
            if (section.Flag(bias, false)) throw section.Unsupported(bias, "true", $"no {bias}");
        }

        var ends = whole.Integers("eos_token_id", section.Integers("eos_token_id", defaults.Ends));
        var hidden = section.Integer("hidden_size", defaults.Hidden);
        var heads = section.Integer("num_attention_heads", defaults.Heads);
        var layers = section.Integer("num_hidden_layers", defaults.Layers);
        var context = section.Integer("max_position_embeddings", defaults.Context);
        var text = new TextConfig
        {
            Hidden = hidden,
            Intermediate = section.Integer("intermediate_size", defaults.Intermediate),
            Layers = layers,
            Heads = heads,
            KeyValueHeads = section.Integer("num_key_value_heads", defaults.KeyValueHeads ?? heads),
            HeadSize = section.Integer("head_dim", defaults.HeadSize ?? (heads > 0 ? hidden / heads : 0)),
            Vocabulary = section.Integer("vocab_size", defaults.Vocabulary),
            Context = context,
            NormEpsilon = section.Number("rms_norm_eps", defaults.NormEpsilon),
            RopeTheta = ReadRopeTheta(section, defaults, context),
            TiedEmbeddings = tied || section.Flag("tie_word_embeddings", false),
            HasAttentionBias = defaults.HasAttentionBias,
            HasHeadNorms = defaults.HasHeadNorms,
            Windows = ReadWindows(section, defaults, layers, context),
            BeginOfSequence = whole.Integer("bos_token_id", section.Integer("bos_token_id", 1)),
            EndOfSequence = ends[0],
            OtherEndsOfSequence = [.. ends.Distinct().Skip(1)],
        };
        Check(section, text, defaults.HeadMultiple);
        return text;
    }

    /// <summary>Holds a text model's sizes against what the graphs and the engine take.</summary>
    /// <param name="section">Where they stand.</param>
    /// <param name="text">The text model.</param>
    /// <param name="headMultiple">What a head's size must be a multiple of.</param>
    /// <exception cref="CheckpointException">One is out of its range, or not supported.</exception>
    public static void Check(ConfigSection section, TextConfig text, int headMultiple)
    {
        if (new[] { text.Hidden, text.Intermediate, text.Layers, text.Heads, text.KeyValueHeads, text.HeadSize, text.Vocabulary, text.Context }.Min() < 1)
            throw section.Wrong("one of its sizes", "above 0");
        section.RequireAtMost(
            ("hidden_size", text.Hidden, ModelLimits.Width), ("intermediate_size", text.Intermediate, ModelLimits.Intermediate),
            ("num_hidden_layers", text.Layers, ModelLimits.Layers), ("num_attention_heads", text.Heads, ModelLimits.Heads),
            ("head_dim", text.HeadSize, ModelLimits.HeadSize), ("vocab_size", text.Vocabulary, ModelLimits.Vocabulary));
        section.RequireWithin("rms_norm_eps", text.NormEpsilon, ConfigSection.LeastEpsilon, ConfigSection.MostEpsilon);
        section.RequireWithin("rope_theta", text.RopeTheta, 1, ConfigSection.MostRopeTheta);
        if (text.Heads % text.KeyValueHeads != 0)
            throw section.Unsupported("num_key_value_heads", $"{text.KeyValueHeads}", $"a divisor of its {text.Heads} heads");

        if (text.HeadSize % headMultiple != 0)
            throw section.Unsupported("head_dim", $"{text.HeadSize}", $"heads of a multiple of {headMultiple}");
    }

    /// <summary>For each layer, how many positions it looks back at.</summary>
    private static IReadOnlyList<int?> ReadWindows(ConfigSection section, TextDefaults defaults, int layers, int context)
    {
        var isUsed = defaults.SlidesByFlag ? section.Flag("use_sliding_window", false) : defaults.Window is not null;
        if (!isUsed || section.IsNull("sliding_window")) return [];
        var window = section.Integer("sliding_window", defaults.Window ?? 0);
        if (window < 1) throw section.Wrong("sliding_window", "above 0");
        if (window >= context) return [];
        if (!defaults.SlidesByFlag) return [.. Enumerable.Repeat((int?)window, layers)];
        var types = section.Texts("layer_types");
        if (types.Count > 0 && types.Count != layers) throw section.Wrong("layer_types", $"a type for each of its {layers} layers");
        var first = section.Integer("max_window_layers", defaults.FullLayers);
        return [.. Enumerable.Range(0, layers).Select(layer =>
            (types.Count > 0 ? types[layer] == "sliding_attention" : layer >= first) ? (int?)window : null)];
    }

    private static double ReadRopeTheta(ConfigSection section, TextDefaults defaults, int context)
    {
        // Version 5 of transformers writes the base among the parameters, where it goes before that of older versions.
        var theta = section.Number("rope_theta", defaults.RopeTheta);
        foreach (var name in new[] { "rope_scaling", "rope_parameters" })
        {
            var scaling = section.Section(name);
            defaults.Rope.Check(scaling);
            var kind = scaling.Text("rope_type", scaling.Text("type", "default"));

            // Dynamic scaling changes nothing within the positions that the model was made for, and no sequence is longer than those.
            var isPlain = kind == "dynamic" && scaling.Integer("original_max_position_embeddings", context) >= context;
            if (!isPlain && !defaults.RopeTypes.Contains(kind)) throw scaling.Unsupported("rope_type", kind, "plain rotary positions");
            theta = scaling.Number("rope_theta", theta);
        }

        return theta;
    }
}
