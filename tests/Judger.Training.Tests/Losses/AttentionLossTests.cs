using Judger.Training.Losses;
using TorchSharp;

namespace Judger.Training.Tests.Losses;

public sealed class AttentionLossTests
{
    private static readonly float[] Wanted = [0.1f, 0.2f, 0.7f, 0];

    [Fact]
    public void The_loss_is_least_where_the_probabilities_are_the_wanted_weights()
    {
        var least = Towards(Wanted);
        Assert.Equal(-Wanted.Where(weight => weight > 0).Sum(weight => weight * Math.Log(weight)), least, 1e-3);
        for (var from = 0; from < Wanted.Length; from++)
        {
            for (var to = 0; to < Wanted.Length; to++)
            {
                if (from == to || Wanted[from] < 0.05f) continue;
                float[] moved = [.. Wanted];
                moved[from] -= 0.05f;
                moved[to] += 0.05f;
                Assert.True(Towards(moved) > least, $"moved from {from} to {to}");
            }
        }
    }

    [Fact]
    public void Probability_spent_on_other_keys_than_image_tokens_costs()
    {
        Assert.Equal(Towards(Wanted) + Math.Log(2), Towards([.. Wanted.Select(weight => weight / 2)]), 1e-3);
    }

    [Theory]
    [InlineData(1f)]
    [InlineData(0.3f)]
    public void An_even_spread_is_flat_whatever_its_mass(float mass)
    {
        Assert.Equal(Math.Log(4), Flat([mass / 4, mass / 4, mass / 4, mass / 4]), 1e-4);
        Assert.True(Flat([mass / 2, mass / 4, mass / 8, mass / 8]) > Math.Log(4) + 0.1);
    }

    private static float Towards(float[] probabilities)
    {
        using var scope = torch.NewDisposeScope();
        return AttentionLoss.Towards(torch.tensor(probabilities, [1, 4]), torch.tensor(Wanted, [1, 4])).item<float>();
    }

    private static float Flat(float[] probabilities)
    {
        using var scope = torch.NewDisposeScope();
        return AttentionLoss.Flat(torch.tensor(probabilities, [1, 4])).item<float>();
    }
}
