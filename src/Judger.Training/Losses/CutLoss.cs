using TorchSharp;
using static TorchSharp.torch;

namespace Judger.Training.Losses;

/// <summary>
/// Contrastive unlikelihood training (CUT, arXiv 2312.14591). A judged response is scored with its judgment in the prompt (p_j) and without (p); a token
/// that the judgment makes more likely by more than lambda is what the judgment complains of.
/// </summary>
internal static class CutLoss
{
    /// <summary>The online setting's threshold on p_j / p.</summary>
    public const double OnlineLambda = 1.1;

    /// <summary>The online setting's weight of flagged tokens.</summary>
    public const double OnlineWeight = 1;

    /// <summary>The offline setting's threshold.</summary>
    public const double OfflineLambda = 1.2;

    /// <summary>The offline setting's weight of flagged tokens.</summary>
    public const double OfflineWeight = 0.5;

    private const double Ceiling = 1 - 1e-4;

    /// <param name="judged">log p_j of each token, [tokens].</param>
    /// <param name="unjudged">log p of the same tokens, [tokens].</param>
    /// <param name="lambda">A token is flagged where p_j / p exceeds it.</param>
    /// <param name="weight">w, the weight of flagged tokens.</param>
    /// <returns>(CE(p_j) + L_un) / 2, L_un = mean over tokens of -w log(1 - p) where flagged and -log p elsewhere.</returns>
    public static Tensor Compute(Tensor judged, Tensor unjudged, double lambda = OnlineLambda, double weight = OnlineWeight)
    {
        using Scalar ceiling = Ceiling, flaggedWeight = -weight, half = 0.5;
        var flagged = Flagged(judged, unjudged, lambda);
        var unlikelihood = unjudged.exp().clamp_max(ceiling).neg().log1p().mul(flaggedWeight);
        var likelihood = unjudged.neg();
        return (judged.mean().neg() + torch.where(flagged, unlikelihood, likelihood).mean()).mul(half);
    }

    /// <summary>Which tokens the judgment makes more likely by more than lambda: those that it complains of.</summary>
    public static Tensor Flagged(Tensor judged, Tensor unjudged, double lambda)
    {
        using Scalar threshold = Math.Log(lambda);
        return (judged.detach() - unjudged.detach()).gt(threshold);
    }
}
