using Judger.Export.Blocks;
using Judger.Export.Checkpoints;
using Judger.Export.Families.Llava;

namespace Judger.Benchmarks.Peers.Gguf;

/// <summary>
/// The text decoder of a LLaVA checkpoint as llama.cpp reads it. Its rotation turns neighbouring values of a head where the checkpoint's turns the two halves,
/// so that the rows of queries and keys are placed as its converter places them (convert_hf_to_gguf.py, LlamaModel.permute).
/// </summary>
internal static class GgufModel
{
    private const string Architecture = "llama";

    /// <summary>Writes the decoder; its matrices in the number format, embeddings and norms in single precision.</summary>
    public static void Write(string checkpoint, GgufType type, string path)
    {
        using var source = Checkpoint.Open(checkpoint);
        var text = LlavaConfig.Read(source.Config).Text;
        var names = LlavaTensorNames.Detect(source.Tensors);
        var file = new GgufWriter();
        Describe(file, text);
        Matrix("token_embd", names.Embeddings, GgufType.Float32);
        Matrix("output", names.Head, type);
        Vector("output_norm", names.Language + "norm");
        for (var layer = 0; layer < text.Layers; layer++)
        {
            var (to, from) = ($"blk.{layer}.", $"{names.Language}layers.{layer}.");
            Vector(to + "attn_norm", from + "input_layernorm");
            Vector(to + "ffn_norm", from + "post_attention_layernorm");
            Matrix(to + "attn_q", from + "self_attn.q_proj.weight", type, text.HeadSize);
            Matrix(to + "attn_k", from + "self_attn.k_proj.weight", type, text.HeadSize);
            Matrix(to + "attn_v", from + "self_attn.v_proj.weight", type);
            Matrix(to + "attn_output", from + "self_attn.o_proj.weight", type);
            Matrix(to + "ffn_gate", from + "mlp.gate_proj.weight", type);
            Matrix(to + "ffn_up", from + "mlp.up_proj.weight", type);
            Matrix(to + "ffn_down", from + "mlp.down_proj.weight", type);
        }

        file.Write(path);

        void Vector(string name, string from) => Matrix(name, from + ".weight", GgufType.Float32);

        void Matrix(string name, string from, GgufType format, int? turning = null) =>
            GgufTensor.Add(file, name + ".weight", source.Tensors[from], format, turning is { } head ? row => Place(row, head) : null);
    }

    private static void Describe(GgufWriter file, TextConfig text)
    {
        file.Add("general.architecture", Architecture);
        file.Add("general.name", "random");
        Add("vocab_size", text.Vocabulary);
        Add("context_length", text.Context);
        Add("embedding_length", text.Hidden);
        Add("block_count", text.Layers);
        Add("feed_forward_length", text.Intermediate);
        Add("attention.head_count", text.Heads);
        Add("attention.head_count_kv", text.KeyValueHeads);
        Add("attention.key_length", text.HeadSize);
        Add("attention.value_length", text.HeadSize);
        Add("rope.dimension_count", text.HeadSize);
        file.Add($"{Architecture}.rope.freq_base", (float)text.RopeTheta);
        file.Add($"{Architecture}.attention.layer_norm_rms_epsilon", (float)text.NormEpsilon);
        file.Add("tokenizer.ggml.model", "no_vocab");

        void Add(string key, int value) => file.Add($"{Architecture}.{key}", value);
    }

    private static long Place(long row, int head)
    {
        var (first, within) = (row / head * head, row % head);
        return first + (within % 2 * (head / 2)) + (within / 2);
    }
}
