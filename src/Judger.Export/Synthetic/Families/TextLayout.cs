using Judger.Export.Blocks;

namespace Judger.Export.Synthetic.Families;

/// <summary>The tensors of a decoder.</summary>
internal static class TextLayout
{
    /// <summary>Adds those of Llama, Mistral, Qwen2 or Qwen3.</summary>
    /// <param name="list">Where to.</param>
    /// <param name="prefix">Begins the names of everything but the head.</param>
    /// <param name="head">The head's matrix.</param>
    /// <param name="text">The decoder.</param>
    public static void Add(TensorList list, string prefix, string head, TextConfig text)
    {
        list.Add(prefix + "embed_tokens.weight", 1, text.Vocabulary, text.Hidden);
        for (var i = 0; i < text.Layers; i++)
        {
            var layer = $"{prefix}layers.{i}.";
            AddLayer(list, layer, text, middle: 1);
            list.AddScale(layer + "input_layernorm.weight", text.Hidden);
            list.AddScale(layer + "post_attention_layernorm.weight", text.Hidden);
        }

        list.AddScale(prefix + "norm.weight", text.Hidden);
        if (!text.TiedEmbeddings) list.Add(head, text.Hidden, text.Vocabulary, text.Hidden);
    }

    /// <summary>Adds those of Gemma 3, whose norms are kept as distances from one.</summary>
    /// <inheritdoc cref="Add"/>
    public static void AddGemma(TensorList list, string prefix, string head, TextConfig text)
    {
        text = text with { HasHeadNorms = true };
        list.Add(prefix + "embed_tokens.weight", text.Hidden, text.Vocabulary, text.Hidden);
        for (var i = 0; i < text.Layers; i++)
        {
            var layer = $"{prefix}layers.{i}.";
            AddLayer(list, layer, text, middle: 0);
            foreach (var norm in new[] { "input", "post_attention", "pre_feedforward", "post_feedforward" })
                list.AddScale($"{layer}{norm}_layernorm.weight", text.Hidden, middle: 0);
        }

        list.AddScale(prefix + "norm.weight", text.Hidden, middle: 0);
        if (!text.TiedEmbeddings) list.Add(head, text.Hidden, text.Vocabulary, text.Hidden);
    }

    private static void AddLayer(TensorList list, string layer, TextConfig text, double middle)
    {
        var (attention, mlp) = (layer + "self_attn.", layer + "mlp.");

        // Queries and keys of twice the size, so that a position attends to some more than to others.
        list.Add(attention + "q_proj.weight", text.Hidden / 4, text.QueryWidth, text.Hidden);
        if (text.HasAttentionBias) list.AddBias(attention + "q_proj", text.QueryWidth);
        list.Add(attention + "k_proj.weight", text.Hidden / 4, text.KeyWidth, text.Hidden);
        if (text.HasAttentionBias) list.AddBias(attention + "k_proj", text.KeyWidth);
        list.AddLinear(attention + "v_proj", text.KeyWidth, text.Hidden, text.HasAttentionBias);
        list.AddMatrix(attention + "o_proj", text.Hidden, text.QueryWidth);
        if (text.HasHeadNorms)
        {
            list.AddScale(attention + "q_norm.weight", text.HeadSize, middle);
            list.AddScale(attention + "k_norm.weight", text.HeadSize, middle);
        }

        list.AddMatrix(mlp + "gate_proj", text.Intermediate, text.Hidden);
        list.AddMatrix(mlp + "up_proj", text.Intermediate, text.Hidden);
        list.AddMatrix(mlp + "down_proj", text.Hidden, text.Intermediate);
    }
}
