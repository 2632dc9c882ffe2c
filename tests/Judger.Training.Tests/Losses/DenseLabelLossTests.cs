using Judger.Training.Losses;
using Judger.Training.Model;
using TorchSharp;

namespace Judger.Training.Tests.Losses;

public sealed class DenseLabelLossTests
{
    private const int DigitsFrom = DenseLabels.Colors + DenseLabels.Shapes;

    // A background patch and an object of colour 2 and shape 3 that bears a 7.
    private static readonly long[] Labels = [0, 0, DenseLabels.Ignored, 2, 3, 7];

    [Fact]
    public void A_head_that_knows_nothing_pays_the_logarithm_of_the_number_of_classes()
    {
        var expected = Math.Log(DenseLabels.Colors) + Math.Log(DenseLabels.Shapes) + Math.Log(DenseLabels.Digits);
        Assert.Equal(expected, Compute(new float[2 * DenseLabels.Count]), 1e-5);
    }

    [Fact]
    public void What_is_said_of_the_digit_of_a_background_patch_does_not_count()
    {
        var logits = new float[2 * DenseLabels.Count];
        var silent = Compute(logits);
        logits[DigitsFrom + 4] = 9;
        Assert.Equal(silent, Compute(logits));
        logits[DenseLabels.Count + DigitsFrom + 4] = 9;
        Assert.True(Compute(logits) > silent + 1);
    }

    [Fact]
    public void The_score_counts_patches_with_an_object_only()
    {
        var logits = new float[2 * DenseLabels.Count];
        logits[DenseLabels.Count + 2] = 1;
        logits[DenseLabels.Count + DenseLabels.Colors + 4] = 1;
        logits[DenseLabels.Count + DigitsFrom + 7] = 1;
        using var scope = torch.NewDisposeScope();
        var score = DenseLabelLoss.Score(torch.tensor(logits, [1, 2, DenseLabels.Count]), torch.tensor(Labels, [1, 2, DenseLabels.PerPatch]));
        Assert.Equal([(1, 1), (0, 1), (1, 1)], score);
    }

    private static float Compute(float[] logits)
    {
        using var scope = torch.NewDisposeScope();
        return DenseLabelLoss.Compute(torch.tensor(logits, [1, 2, DenseLabels.Count]), torch.tensor(Labels, [1, 2, DenseLabels.PerPatch])).item<float>();
    }
}
