using Judger.Training.Model;
using TorchSharp;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Judger.Training.Losses;

/// <summary>Cross-entropy of the dense head: colour, shape and digit of every patch.</summary>
internal static class DenseLabelLoss
{
    /// <param name="logits">[n, patches, classes].</param>
    /// <param name="labels">[n, patches, 3].</param>
    public static Tensor Compute(Tensor logits, Tensor labels)
    {
        var flat = logits.to(ScalarType.Float32).view(-1, DenseLabels.Count);
        var targets = labels.view(-1, DenseLabels.PerPatch);
        return F.cross_entropy(flat.narrow(1, 0, DenseLabels.Colors), targets.select(1, 0))
            + F.cross_entropy(flat.narrow(1, DenseLabels.Colors, DenseLabels.Shapes), targets.select(1, 1))
            + DigitLoss(flat.narrow(1, DenseLabels.Colors + DenseLabels.Shapes, DenseLabels.Digits), targets.select(1, 2));
    }

    // The mean over no patch at all would be NaN; a batch need not show a digit.
    private static Tensor DigitLoss(Tensor logits, Tensor targets)
    {
        using Scalar least = 0, one = 1;
        return F.cross_entropy(logits, targets, reduction: nn.Reduction.Sum) / targets.ge(least).sum().to(ScalarType.Float32).clamp_min(one);
    }

    /// <summary>How many of the labelled patches are told right: for colour, shape and digit, the right ones and all of them.</summary>
    public static (double Right, double All)[] Score(Tensor logits, Tensor labels)
    {
        var flat = logits.detach().view(-1, DenseLabels.Count);
        var targets = labels.view(-1, DenseLabels.PerPatch);
        (int Start, int Count)[] parts =
        [
            (0, DenseLabels.Colors),
            (DenseLabels.Colors, DenseLabels.Shapes),
            (DenseLabels.Colors + DenseLabels.Shapes, DenseLabels.Digits),
        ];
        return [.. parts.Select((part, i) =>
        {
            // Background patches would flatter colour and shape; count patches with an object only.
            using Scalar least = i == 2 ? 0 : 1;
            var target = targets.select(1, i);
            var counted = target.ge(least);
            var right = flat.narrow(1, part.Start, part.Count).argmax(1).eq(target).logical_and(counted);
            return ((double)right.sum().item<long>(), (double)counted.sum().item<long>());
        })];
    }
}
