using TorchSharp;
using static TorchSharp.torch;

namespace Judger.Training.Model;

/// <summary>Softmax attention, written out: the fused kernel's bf16 backward pass is several times slower on the CPU.</summary>
internal static class Attention
{
    /// <summary>Probabilities [n, heads, queries, keys] of queries on keys, both [n, heads, length, head size].</summary>
    public static Tensor Probabilities(Tensor queries, Tensor keys, Tensor? mask)
    {
        using Scalar scale = 1 / Math.Sqrt(queries.shape[3]);
        var scores = torch.matmul(queries.mul(scale), keys.transpose(-1, -2));
        return torch.softmax(mask is null ? scores : scores + mask, -1);
    }

    /// <summary>The attended values [n, heads, queries, head size].</summary>
    public static Tensor Attend(Tensor queries, Tensor keys, Tensor values, Tensor? mask) =>
        torch.matmul(Probabilities(queries, keys, mask), values);
}
