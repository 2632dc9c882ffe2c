using Judger.Inference.Errors;
using Judger.Inference.Sampling;

namespace Judger.Inference.Tests.Sampling;

/// <summary>The sampler against <see cref="PlainSampling"/>, over all combinations of its options and random logits.</summary>
public sealed class SamplingOptionTests
{
    private const int Vocabulary = 70;
    private const int Length = 8;
    private const int Most = 5;

    private static readonly int[] Prompt = [1, 2, 3, 5, 8, 13, 21, 34, 55, 900];

    [Fact]
    public void Every_token_is_one_that_may_come_with_the_probability_that_the_model_gives_it()
    {
        var random = new Random(7);
        var (tokens, drawn) = (0, new HashSet<int>());
        foreach (var (options, mask) in Combinations())
        {
            var sampler = new Sampler(options, Prompt, Length, Most);
            var bits = Bits(mask);
            var written = new List<int>();
            for (var i = 0; i < Length; i++)
            {
                float[] logits = Logits(random);
                var expected = PlainSampling.Next(logits, options, Prompt, written, mask);
                var probabilities = PlainSampling.LogProbabilities(logits, mask);

                var (token, logProbability) = sampler.Next(logits, bits);

                Assert.True(expected.ContainsKey(token), $"{options}: {token} is none of {string.Join(' ', expected.Keys)}");
                Assert.Equal(probabilities[token], logProbability, 1e-5);
                var most = probabilities.OrderByDescending(other => other.Value).Take(Most).ToList();
                Assert.Equal(most.Select(other => other.Key), sampler.MostProbable.ToArray().Select(other => other.Token));
                Assert.All(most.Zip(sampler.MostProbable.ToArray()), pair => Assert.Equal(pair.First.Value, pair.Second.LogProbability, 1e-5));
                written.Add(token);
                tokens++;
                drawn.Add(token);
            }
        }

        Assert.Equal((3 * 2 * 3 * 2 * 2 * 2 * 2 * 2 * 2 * Length, Vocabulary), (tokens, drawn.Count));
    }

    [Theory]
    [InlineData(0.7, 1, 0, 0)]
    [InlineData(1.5, 0.8, 0, 0)]
    [InlineData(1, 1, 4, 0)]
    [InlineData(1.2, 1, 0, 0.2)]
    [InlineData(1.5, 0.9, 9, 0.05)]
    public void Tokens_are_drawn_as_often_as_their_probability_says(double temperature, double topP, int topK, double minP)
    {
        const int draws = 20_000;
        float[] logits = Logits(new Random(3));
        var options = new SamplingOptions
        {
            Temperature = temperature,
            TopP = topP,
            TopK = topK,
            MinP = minP,
            RepetitionPenalty = 1.4,
            LogitBias = new Dictionary<int, double> { [4] = 3, [8] = -1 },
        };
        var expected = PlainSampling.Next(logits, options, Prompt, [], null);

        var counts = new int[Vocabulary];
        var seeds = new Random(1);
        for (var i = 0; i < draws; i++) counts[new Sampler(options with { Seed = seeds.NextInt64() }, Prompt, 1).Next(logits).Token]++;

        for (var token = 0; token < Vocabulary; token++) Assert.Equal(expected.GetValueOrDefault(token), counts[token] / (double)draws, 0.015);
    }

    [Fact]
    public void Tokens_as_probable_as_the_last_of_the_top_stay()
    {
        float[] logits = [1, 3, 2, 2, 2, 0];
        var options = new SamplingOptions { Temperature = 1, TopK = 2 };

        Assert.Equal([1, 2, 3, 4], Enumerable.Range(0, 500).Select(seed => Next(options with { Seed = seed })).Distinct().Order());
        Assert.Equal([1], Enumerable.Range(0, 50).Select(seed => Next(options with { Seed = seed, TopK = 1 })).Distinct());
        Assert.Equal([1], Enumerable.Range(0, 50).Select(seed => Next(options with { Seed = seed, TopK = 0, MinP = 1 })).Distinct());
        Assert.Equal(6, Enumerable.Range(0, 2000).Select(seed => Next(options with { Seed = seed, TopK = int.MaxValue })).Distinct().Count());

        int Next(SamplingOptions chosen) => new Sampler(chosen).Next(logits).Token;
    }

    [Fact]
    public void Penalties_and_a_bias_hold_without_a_temperature()
    {
        float[] logits = [0, 3, 1, 2.5f, -4];

        Assert.Equal([1, 3, 1, 3], Written(new() { FrequencyPenalty = 1 }, 4));
        Assert.Equal([1, 3, 1, 1], Written(new() { PresencePenalty = 0.75 }, 4));
        Assert.Equal([1, 1, 1, 1], Written(new() { PresencePenalty = -2, FrequencyPenalty = -2 }, 4));
        Assert.Equal([4, 4], Written(new() { LogitBias = new Dictionary<int, double> { [4] = 100 } }, 2));
        Assert.Equal([3, 3], Written(new() { LogitBias = new Dictionary<int, double> { [1] = -100, [4000] = 5 } }, 2));

        // The prompt's tokens count for repetition alone.
        Assert.Equal([1], Written(new() { PresencePenalty = 2, FrequencyPenalty = 2 }, 1, prompt: [1]));
        Assert.Equal([3], Written(new() { RepetitionPenalty = 2 }, 1, prompt: [1]));

        int[] Written(SamplingOptions options, int count, int[]? prompt = null)
        {
            var sampler = new Sampler(options, prompt, count);
            return [.. Enumerable.Range(0, count).Select(_ => sampler.Next(logits).Token)];
        }
    }

    [Fact]
    public void A_bias_does_not_bring_a_token_back_that_a_mask_took_away()
    {
        var options = new SamplingOptions { LogitBias = new Dictionary<int, double> { [1] = 100 }, PresencePenalty = -2 };

        var sampler = new Sampler(options, null, 1, 5);

        Assert.Equal((2, 0.0), sampler.Next([0, 5, 1], [0b100]));
        Assert.Equal([(2, 0.0)], sampler.MostProbable.ToArray());
    }

    [Fact]
    public void A_draw_with_all_options_allocates_nothing_after_the_first()
    {
        float[] logits = Logits(new Random(5));
        var bits = Bits([.. Enumerable.Range(10, 50)]);
        var sampler = new Sampler(
            new()
            {
                Temperature = 1.5,
                TopP = 0.9,
                TopK = 9,
                MinP = 0.01,
                FrequencyPenalty = 0.5,
                PresencePenalty = 0.5,
                RepetitionPenalty = 1.2,
                LogitBias = new Dictionary<int, double> { [4] = 3 },
            },
            Prompt,
            200,
            Most);
        for (var i = 0; i < 50; i++) sampler.Next(logits, bits);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++) sampler.Next(logits, bits);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    public static TheoryData<SamplingOptions, string> Impossible => new()
    {
        { new() { TopK = -1 }, "A top-k of -1 is not possible: give 0 or more." },
        { new() { MinP = 1.5 }, "A min-p of 1.5 is not possible: give 0 to 1." },
        { new() { MinP = double.NaN }, "A min-p of NaN is not possible: give 0 to 1." },
        { new() { FrequencyPenalty = 2.5 }, "A frequency penalty of 2.5 is not possible: give -2 to 2." },
        { new() { PresencePenalty = double.NegativeInfinity }, "A presence penalty of -Infinity is not possible: give -2 to 2." },
        { new() { LogitBias = new Dictionary<int, double> { [1] = 101 } }, "A logit bias of 101 is not possible: give -100 to 100." },
    };

    [Theory]
    [MemberData(nameof(Impossible))]
    public void An_option_out_of_its_range_is_refused(SamplingOptions options, string message) =>
        Assert.Equal(message, Assert.Throws<SamplingException>(options.Validate).Message);

    private static IEnumerable<(SamplingOptions Options, IReadOnlySet<int>? Mask)> Combinations() =>
        from temperature in new[] { 0, 0.7, 1.5 }
        from topP in new[] { 1, 0.7 }
        from topK in new[] { 0, 3, 200 }
        from minP in new[] { 0, 0.1 }
        from frequency in new[] { 0, 0.9 }
        from presence in new[] { 0, -0.6 }
        from repetition in new double?[] { null, 1.3 }
        from bias in new[] { null, new Dictionary<int, double> { [3] = 4, [13] = -100, [40] = 1.5 } }
        from mask in new[] { null, new HashSet<int>([3, 8, 13, 20, 40, 60, 64, 69]) }
        select (new SamplingOptions
        {
            Temperature = temperature,
            TopP = topP,
            TopK = topK,
            MinP = minP,
            FrequencyPenalty = frequency,
            PresencePenalty = presence,
            RepetitionPenalty = repetition,
            LogitBias = bias,
            Seed = 11,
        }, (IReadOnlySet<int>?)mask);

    private static float[] Logits(Random random) => [.. Enumerable.Range(0, Vocabulary).Select(_ => (float)((random.NextDouble() * 8) - 4))];

    private static ulong[] Bits(IReadOnlySet<int>? mask)
    {
        if (mask is null) return [];
        var bits = new ulong[(Vocabulary + 63) / 64];
        foreach (var token in mask) bits[token >> 6] |= 1UL << token;
        return bits;
    }

    private static ulong[] Bits(int[] tokens) => Bits(tokens.ToHashSet());
}
