using TorchSharp;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Judger.Training.Model;

/// <summary>
/// The Llama decoder over one shared prefix and several segments packed behind it: each segment sees the prefix and itself, and its positions go on
/// where the prefix ends. Eight questions about a scene so cost one image prefix.
/// </summary>
internal sealed class LanguageModel(ModelGeometry geometry, ParameterStore parameters, PackingTables tables)
{
    private const string Prefix = ParameterLayout.LanguagePrefix;

    /// <summary>Token embeddings [.., hidden] of token ids [..].</summary>
    public Tensor Embed(Tensor tokens) =>
        parameters[ParameterLayout.Embeddings].index_select(0, tokens.view(-1)).view([.. tokens.shape, geometry.Hidden]);

    /// <summary>Logits [n, vocabulary] in float32 of hidden states [n, hidden].</summary>
    public Tensor Head(Tensor hidden) =>
        F.linear(hidden, parameters[geometry.TiedEmbeddings ? ParameterLayout.Embeddings : ParameterLayout.Head]).to(ScalarType.Float32);

    /// <summary>
    /// Runs the decoder. <paramref name="prefix"/> is [n, prefix, hidden], <paramref name="segments"/> token ids [n, segments, length]. Returns the normed
    /// hidden states of the segment positions [n, segments * length, hidden] and, of the attention layer, the probabilities [n, heads, segments * length,
    /// prefix + segments * length].
    /// </summary>
    public (Tensor Hidden, Tensor Attention) Run(Tensor prefix, Tensor segments)
    {
        long count = segments.shape[0], packed = segments.shape[1] * segments.shape[2], shared = prefix.shape[1], total = shared + packed;
        var (cosine, sine, mask) = tables.For((int)shared, (int)segments.shape[1], (int)segments.shape[2]);
        var causal = tables.Causal((int)shared);
        var x = torch.cat([prefix, Embed(segments).view(count, packed, geometry.Hidden)], 1);
        Tensor? attention = null;
        for (var i = 0; i < geometry.Layers; i++)
        {
            var layer = $"{Prefix}layers.{i}.";
            var isLast = i == geometry.Layers - 1;
            var (q, k, values) = QueryKeyValue(Norm(x, layer + "input_layernorm"), layer);
            var queries = Rotate(q, cosine, sine);
            var keys = Rotate(k, cosine, sine);

            var probabilities = Attention.Probabilities(queries.narrow(2, shared, packed), keys, mask);
            if (i == geometry.AttentionLayer) attention = probabilities;
            var attended = torch.matmul(probabilities, values);

            // Nothing reads the prefix after the last layer's keys and values.
            if (isLast) x = x.narrow(1, shared, packed);
            else
            {
                attended = torch.cat(
                    [Attention.Attend(queries.narrow(2, 0, shared), keys.narrow(2, 0, shared), values.narrow(2, 0, shared), causal), attended], 2);
            }

            x = x + Linear(attended.transpose(1, 2).reshape(count, x.shape[1], geometry.Heads * geometry.HeadSize), layer + "self_attn.o_proj");
            var gateUp = Linear(Norm(x, layer + "post_attention_layernorm"), layer + "mlp.gate_proj").chunk(2, -1);
            x = x + Linear(F.silu(gateUp[0]) * gateUp[1], layer + "mlp.down_proj");
        }

        return (Norm(x, Prefix + "norm"), attention!);
    }

    /// <summary>Each [n, heads, length, head size]; a key or value head is repeated for every head of its group.</summary>
    private (Tensor Queries, Tensor Keys, Tensor Values) QueryKeyValue(Tensor x, string layer)
    {
        long count = x.shape[0], length = x.shape[1];
        var first = Linear(x, layer + "self_attn.q_proj");
        if (geometry.KeyValueHeads == geometry.Heads)
        {
            var qkv = first.view(count, length, 3, geometry.Heads, geometry.HeadSize).permute(2, 0, 3, 1, 4).unbind(0);
            return (qkv[0], qkv[1], qkv[2]);
        }

        var kv = Linear(x, layer + "self_attn.k_proj").view(count, length, 2, geometry.KeyValueHeads, geometry.HeadSize).permute(2, 0, 3, 1, 4).unbind(0);
        return (first.view(count, length, geometry.Heads, geometry.HeadSize).transpose(1, 2), Repeat(kv[0]), Repeat(kv[1]));
    }

    private Tensor Repeat(Tensor heads) => heads.repeat_interleave(geometry.Heads / geometry.KeyValueHeads, 1);

    private Tensor Norm(Tensor x, string name)
    {
        using Scalar epsilon = geometry.NormEpsilon;
        return x * x.square().mean([-1], true).add(epsilon).rsqrt() * parameters[name + ".weight"];
    }

    private Tensor Rotate(Tensor x, Tensor cosine, Tensor sine) => (x * cosine) + (x.roll(geometry.HeadSize / 2, -1) * sine);

    private Tensor Linear(Tensor x, string name)
    {
        var product = F.linear(x, parameters[name + ".weight"]);
        return parameters.Adapted(name + ".weight", x) is { } added ? product + added : product;
    }
}
