using Judger.Inference.Errors;
using Judger.Inference.Sampling;

namespace Judger.Inference.Tests.Sampling;

public sealed class SamplerTests
{
    private static readonly float[] Logits = [0, 3, 1, 2, -4];

    [Fact]
    public void Without_a_temperature_the_most_probable_token_is_chosen_and_the_smallest_id_of_equals()
    {
        Assert.Equal(1, new Sampler(SamplingOptions.Greedy).Next(Logits).Token);
        Assert.Equal(0, new Sampler(SamplingOptions.Greedy).Next([2, 2, 1]).Token);
    }

    [Fact]
    public void A_penalty_divides_what_is_above_zero_and_multiplies_what_is_below_of_every_token_that_was_there()
    {
        var options = SamplingOptions.Greedy with { RepetitionPenalty = 2 };

        // Of the prompt: 3 becomes 1.5, and 2 is more.
        Assert.Equal(3, new Sampler(options, [1, 1, 0], 4).Next(Logits).Token);

        // Of the answer: 3, then 2, then 1.5, which no other is above.
        var sampler = new Sampler(options, [], 4);
        Assert.Equal([1, 3, 1, 1], Enumerable.Range(0, 4).Select(_ => sampler.Next(Logits).Token));

        // Below zero it is multiplied: -1 becomes -2, which is less than -1.5.
        Assert.Equal(1, new Sampler(options, [0], 1).Next([-1, -1.5f]).Token);

        // A penalty below 1 favours what was there.
        Assert.Equal(2, new Sampler(SamplingOptions.Greedy with { RepetitionPenalty = 0.25 }, [2], 1).Next(Logits).Token);
    }

    [Fact]
    public void A_penalty_holds_for_draws_and_not_for_log_probabilities()
    {
        var expected = Logits.Select(logit => logit - Math.Log(Logits.Sum(other => Math.Exp(other)))).ToArray();
        var counts = new int[Logits.Length];
        for (var seed = 0; seed < 2000; seed++)
        {
            var (token, logProbability) = new Sampler(new() { Temperature = 1, Seed = seed, RepetitionPenalty = 3 }, [1, 900], 1).Next(Logits);
            Assert.Equal(expected[token], logProbability, 1e-6);
            counts[token]++;
        }

        // e^1 of e^0 + e^1 + e^1 + e^2 + e^-4.
        Assert.InRange(counts[1] / 2000.0, 0.17, 0.24);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(101)]
    [InlineData(double.NaN)]
    public void A_penalty_that_is_not_possible_is_refused(double penalty)
    {
        var error = Assert.Throws<SamplingException>(() => (SamplingOptions.Greedy with { RepetitionPenalty = penalty }).Validate());

        Assert.Contains("give 0.01 to 100", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Log_probabilities_are_the_models_own_whatever_the_temperature()
    {
        var expected = Logits.Select(logit => logit - Math.Log(Logits.Sum(other => Math.Exp(other)))).ToArray();
        var sampler = new Sampler(new() { Temperature = 2, Seed = 3 });
        for (var i = 0; i < 50; i++)
        {
            var (token, logProbability) = sampler.Next(Logits);
            Assert.Equal(expected[token], logProbability, 1e-6);
        }
    }

    [Fact]
    public void Tokens_are_drawn_as_often_as_their_tempered_probability_says()
    {
        const int draws = 20000;
        var weights = Logits.Select(logit => Math.Exp(logit / 1.5)).ToArray();
        var counts = Count(new() { Temperature = 1.5, Seed = 1 }, draws);
        for (var token = 0; token < Logits.Length; token++) Assert.Equal(weights[token] / weights.Sum(), counts[token] / (double)draws, 0.02);
    }

    [Theory]
    [InlineData(1e-300, 1)]
    [InlineData(double.Epsilon, double.Epsilon)]
    [InlineData(1e-40, 1e-300)]
    public void A_temperature_next_to_nothing_takes_the_most_probable_token(double temperature, double topP)
    {
        var sampler = new Sampler(new() { Temperature = temperature, TopP = topP, Seed = 1 });

        for (var i = 0; i < 50; i++) Assert.Equal(1, sampler.Next(Logits).Token);
    }

    [Fact]
    public void Top_p_draws_among_the_fewest_tokens_that_have_the_mass()
    {
        // The softmax is .03, .64, .09, .24, .0006: two tokens have .85, three .95.
        Assert.Equal([1], Drawn(new() { Temperature = 1, TopP = 0.5, Seed = 1 }));
        Assert.Equal([1, 3], Drawn(new() { Temperature = 1, TopP = 0.85, Seed = 1 }));
        Assert.Equal([1, 2, 3], Drawn(new() { Temperature = 1, TopP = 0.95, Seed = 1 }));

        static IEnumerable<int> Drawn(SamplingOptions options) => Count(options, 2000).Index().Where(token => token.Item > 0).Select(token => token.Index);
    }

    [Fact]
    public void The_same_seed_draws_the_same_tokens_and_another_seed_others()
    {
        Assert.Equal(Draw(5), Draw(5));
        Assert.NotEqual(Draw(5), Draw(6));
        Assert.NotEqual(Draw(5), Draw(5L << 32));

        static IEnumerable<int> Draw(long seed)
        {
            var sampler = new Sampler(new() { Temperature = 1, Seed = seed });
            return [.. Enumerable.Range(0, 30).Select(_ => sampler.Next(Logits).Token)];
        }
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(0.7, 0.9)]
    public void A_draw_allocates_nothing_after_the_first(double temperature, double topP)
    {
        var sampler = new Sampler(new() { Temperature = temperature, TopP = topP });
        for (var i = 0; i < 50; i++) sampler.Next(Logits);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++) sampler.Next(Logits);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static int[] Count(SamplingOptions options, int draws)
    {
        var (sampler, counts) = (new Sampler(options), new int[Logits.Length]);
        for (var i = 0; i < draws; i++) counts[sampler.Next(Logits).Token]++;
        return counts;
    }
}
