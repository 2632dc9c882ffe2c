using Judger.Training.Losses;
using TorchSharp;

namespace Judger.Training.Tests.Losses;

public sealed class CutLossTests
{
    // The judgment makes the first token 1.5 times, the second 1.125 times, the third not more likely.
    private static readonly double[] Judged = [0.9, 0.45, 0.5];
    private static readonly double[] Unjudged = [0.6, 0.4, 0.5];

    [Fact]
    public void With_the_online_setting_flagged_tokens_are_made_unlikely_and_others_likely()
    {
        var expected = ((-Math.Log(0.9) - Math.Log(0.45) - Math.Log(0.5)) / 3) + ((-Math.Log(0.4) - Math.Log(0.6) - Math.Log(0.5)) / 3);
        Assert.Equal(expected / 2, Compute(CutLoss.OnlineLambda, CutLoss.OnlineWeight).Loss, 1e-6);
    }

    [Fact]
    public void With_the_offline_setting_fewer_tokens_are_flagged_and_weigh_half()
    {
        var expected = ((-Math.Log(0.9) - Math.Log(0.45) - Math.Log(0.5)) / 3) + (((-0.5 * Math.Log(0.4)) - Math.Log(0.4) - Math.Log(0.5)) / 3);
        Assert.Equal(expected / 2, Compute(CutLoss.OfflineLambda, CutLoss.OfflineWeight).Loss, 1e-6);
    }

    [Theory]
    [InlineData(CutLoss.OnlineLambda, true, true, false)]
    [InlineData(CutLoss.OfflineLambda, true, false, false)]
    public void A_token_is_flagged_where_the_judgment_makes_it_more_likely_by_more_than_lambda(double lambda, params bool[] flagged)
    {
        using var scope = torch.NewDisposeScope();
        var (judged, unjudged) = (torch.tensor(Judged).log(), torch.tensor(Unjudged).log());
        Assert.Equal(flagged, CutLoss.Flagged(judged, unjudged, lambda).data<bool>().ToArray());
    }

    [Fact]
    public void The_gradient_lowers_flagged_tokens_and_raises_the_others()
    {
        var gradient = Compute(CutLoss.OnlineLambda, CutLoss.OnlineWeight).Gradient;

        // d/d log p of -log(1 - p) is p / (1 - p), of -log p it is -1; each a third of the mean and half of the sum.
        Assert.Equal(0.6 / 0.4 / 6, gradient[0], 1e-5);
        Assert.Equal(0.4 / 0.6 / 6, gradient[1], 1e-5);
        Assert.Equal(-1.0 / 6, gradient[2], 1e-5);
    }

    [Fact]
    public void A_flagged_token_that_is_certain_costs_much_but_not_infinity()
    {
        using var scope = torch.NewDisposeScope();
        var loss = CutLoss.Compute(torch.tensor([0f]), torch.tensor([0f]), lambda: 0.5).item<float>();
        Assert.Equal(-Math.Log(1e-4) / 2, loss, 1e-2);
    }

    private static (float Loss, float[] Gradient) Compute(double lambda, double weight)
    {
        using var scope = torch.NewDisposeScope();
        var unjudged = torch.tensor(Unjudged.Select(p => (float)Math.Log(p)).ToArray(), requires_grad: true);
        var loss = CutLoss.Compute(torch.tensor(Judged.Select(p => (float)Math.Log(p)).ToArray()), unjudged, lambda, weight);
        loss.backward();
        return (loss.item<float>(), unjudged.grad!.data<float>().ToArray());
    }
}
