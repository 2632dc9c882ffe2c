using TorchSharp;
using static TorchSharp.torch;

namespace Judger.Training.Losses;

/// <summary>
/// Supervises where the last prompt token looks, at the one layer whose row inference reads. A model of this size does not find the object of a question by
/// itself within reach; LLaVA's attention does so without such a loss.
/// </summary>
internal static class AttentionLoss
{
    private const double Floor = 1e-5;

    /// <summary>
    /// Cross-entropy of wanted weights [rows, image tokens] against probabilities [rows, image tokens] (softmax over all keys, mean over heads).
    /// </summary>
    public static Tensor Towards(Tensor probabilities, Tensor weights)
    {
        using Scalar floor = Floor;
        return (probabilities.add(floor).log() * weights).sum(1).mean().neg();
    }

    /// <summary>Cross-entropy of an even spread against the row's share of each image token: the general prompt is to look everywhere alike.</summary>
    public static Tensor Flat(Tensor probabilities)
    {
        using Scalar floor = Floor;
        var shares = probabilities / probabilities.sum(1, keepdim: true);
        return shares.add(floor).log().mean().neg();
    }
}
