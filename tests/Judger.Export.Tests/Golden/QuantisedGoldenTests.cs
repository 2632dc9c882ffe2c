using System.Globalization;
using System.Numerics.Tensors;
using Judger.Inference.Engine;
using Judger.Inference.Manifest;

namespace Judger.Export.Tests.Golden;

/// <summary>
/// What quantised models keep of what transformers computed from the float32 checkpoint. The checkpoints have random weights and are small, so that rounding
/// turns more answers than it does in a trained model.
/// </summary>
public sealed class QuantisedGoldenTests(ITestOutputHelper output)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>
    /// The least tokens before the first difference, of the eighty of the cases, and the least correlation of the first token's logits in any case.
    /// </summary>
    [Theory]
    [MemberData(nameof(GoldenTests.Names), MemberType = typeof(GoldenTests))]
    public async Task Answers_tokens_and_logits_stay_near_those_of_float32(string family)
    {
        await CompareAsync(family, ModelPrecision.Int8, leastTokens: 30, leastCorrelation: 0.99);
        await CompareAsync(family, ModelPrecision.Int4, leastTokens: 1, leastCorrelation: 0.6);
    }

    private async Task CompareAsync(string family, ModelPrecision precision, int leastTokens, double leastCorrelation)
    {
        await using var engine = OnnxEngine.Load(GoldenFolder.Model(family, precision), new() { IntraOpThreads = 1 });
        var (answers, equal, tokens, correlation) = (0, 0, 0, 1d);
        for (var number = 1; number <= GoldenFolder.Cases; number++)
        {
            var generation = await engine.GenerateAsync(GoldenCase.Request(family, number, precision), Token);
            var file = GoldenFolder.Require($"{family}/cases/{number:D2}.json");
            var vectors = new Vectors(Path.ChangeExtension(file, "safetensors"));
            var expected = vectors.Integers("greedy_ids");
            int[] actual = [.. generation.Tokens.Select(token => token.Id)];
            Assert.NotEmpty(actual);
            equal += expected.AsSpan().CommonPrefixLength(actual);
            tokens += expected.Length;
            answers += generation.Text == GoldenCase.Text(file) ? 1 : 0;
            correlation = Math.Min(correlation, Correlation(vectors.Floats("logits"), generation.Logits[0]));
        }

        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{family} {precision}: {answers} of {GoldenFolder.Cases} answers, {equal} of {tokens} tokens before the first difference, "
            + $"correlation {correlation:F4}"));
        Assert.InRange(equal, leastTokens, tokens);
        Assert.InRange(correlation, leastCorrelation, 1);
    }

    /// <summary>Pearson's: it is not moved by what all logits have in common, as the softmax is not.</summary>
    private static double Correlation(float[] expected, float[] actual)
    {
        var (e, a) = (Centred(expected), Centred(actual));
        return TensorPrimitives.CosineSimilarity<double>(e, a);

        static double[] Centred(float[] values)
        {
            var mean = values.Average(value => (double)value);
            return [.. values.Select(value => value - mean)];
        }
    }
}
