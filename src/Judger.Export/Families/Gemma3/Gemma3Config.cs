using Judger.Export.Blocks;
using Judger.Export.Checkpoints;
using Judger.Export.Families.Llava;

namespace Judger.Export.Families.Gemma3;

/// <summary>Reads <c>text_config</c> of Gemma 3, with what transformers takes where it is silent.</summary>
internal static class Gemma3Config
{
    private const string Global = "full_attention";
    private const string Local = "sliding_attention";

    /// <exception cref="CheckpointException">It asks for something that the graph does not have.</exception>
    public static Gemma3Text Read(ConfigSection config, Action<string>? warn)
    {
        var section = config.Section("text_config");
        Gemma3Fields.Text.Check(section, warn);
        var type = section.Text("model_type", "gemma3_text");
        if (type != "gemma3_text") throw section.Unsupported("model_type", type, "a text model of gemma3_text");
        var activation = section.Text("hidden_activation", "gelu_pytorch_tanh");
        if (activation != "gelu_pytorch_tanh") throw section.Unsupported("hidden_activation", activation, "gelu_pytorch_tanh");
        var (local, _) = ReadRope(section, Local, section.Number("rope_local_base_freq", 10000), null);
        var (theta, factor) = ReadRope(section, Global, section.Number("rope_theta", 1e6), "rope_scaling");
        var text = new TextConfig
        {
            Hidden = section.Integer("hidden_size", 2304),
            Intermediate = section.Integer("intermediate_size", 9216),
            Layers = section.Integer("num_hidden_layers", 26),
            Heads = section.Integer("num_attention_heads", 8),
            KeyValueHeads = section.Integer("num_key_value_heads", 4),
            HeadSize = section.Integer("head_dim", 256),
            Vocabulary = section.Integer("vocab_size", 262208),
            Context = section.Integer("max_position_embeddings", 131072),
            NormEpsilon = section.Number("rms_norm_eps", 1e-6),
            RopeTheta = theta,
            TiedEmbeddings = config.Flag("tie_word_embeddings", true),
            BeginOfSequence = config.Integer("bos_token_id", section.Integer("bos_token_id", 2)),
            EndOfSequence = config.Integers("eos_token_id", section.Integers("eos_token_id", [1]))[0],
        };

        // The rotary kernels work on 16 values at a time.
        LlamaConfig.Check(section, text, headMultiple: 16);
        var scalar = section.Number("query_pre_attn_scalar", 256);
        section.RequireWithin("query_pre_attn_scalar", scalar, 1e-6, 1e9);
        section.RequireWithin("rope_local_base_freq", local, 1, ConfigSection.MostRopeTheta);
        var window = section.Integer("sliding_window", 4096);
        if (window < 1) throw section.Wrong("sliding_window", "above 0");
        return new(text, ReadLayers(section, text.Layers), window, local, theta, factor, Math.Pow(scalar, -0.5));
    }

    /// <summary>For each layer, whether it is global. Without a list, every layer of a number is.</summary>
    private static bool[] ReadLayers(ConfigSection section, int layers)
    {
        var (types, every) = (section.Texts("layer_types"), section.Integer("sliding_window_pattern", 6));
        if (types.Count == 0)
        {
            return every < 1
                ? throw section.Wrong("sliding_window_pattern", "above 0")
                : [.. Enumerable.Range(1, layers).Select(layer => layer % every == 0)];
        }

        if (types.Count != layers || types.Any(type => type is not (Global or Local)))
            throw section.Wrong("layer_types", $"{Global} or {Local} for each of its {layers} layers");
        return [.. types.Select(type => type == Global)];
    }

    // Version 5 of transformers has the parameters of each kind of layer, which go before the fields of older versions.
    private static (double Theta, double Factor) ReadRope(ConfigSection section, string kind, double theta, string? scaling)
    {
        var parameters = section.Section("rope_parameters");
        foreach (var (name, _) in parameters.Fields.Where(field => field.Name is not (Global or Local)))
            throw parameters.Unsupported(name, "given for all layers", $"rope_parameters of {Global} and {Local}");
        var own = parameters.HasSection(kind) ? parameters.Section(kind) : scaling is null ? null : section.Section(scaling);
        if (own is null) return (theta, 1);
        Gemma3Fields.Rope.Check(own);
        var type = own.Text("rope_type", own.Text("type", "default"));
        if (type is not ("default" or "linear")) throw own.Unsupported("rope_type", type, "default or linear rotary positions");
        var factor = own.Number("factor", 1);
        own.RequireWithin("factor", factor, 1e-3, 1e6);
        return (own.Number("rope_theta", theta), type == "linear" ? factor : 1);
    }
}
