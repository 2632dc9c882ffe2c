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
    /// The least tokens before the first difference, of the eighty of the cases, and the least correlation of the first token's logits in any case. What
    /// weights of four bits leave of these models is so little that a processor's rounding decides on tokens: they are held to those of their own weights.
    /// </summary>
    [Theory]
    [MemberData(nameof(GoldenTests.Names), MemberType = typeof(GoldenTests))]
    public async Task Answers_tokens_and_logits_stay_near_those_of_float32(string family)
    {
        await CompareAsync(family, ModelPrecision.Int8, leastTokens: 30, leastCorrelation: 0.99);
        await CompareAsync(family, ModelPrecision.Int4, leastTokens: 0, leastCorrelation: 0.6);
        await CompareWithOwnWeightsAsync(family, leastTokens: 5, leastCorrelation: 0.99);
    }

    /// <summary>Four bits against float32 with the weights that those bits stand for: what differs is how activations are rounded.</summary>
    private async Task CompareWithOwnWeightsAsync(string family, int leastTokens, double leastCorrelation)
    {
        using var checkpoint = new ChangedCheckpoint(family);
        checkpoint.RoundToInt4();
        await using var rounded = OnnxEngine.Load(checkpoint.Export().Folder, new() { IntraOpThreads = 1 });
        await using var engine = OnnxEngine.Load(GoldenFolder.Model(family, ModelPrecision.Int4), new() { IntraOpThreads = 1 });
        var (equal, tokens, correlation) = (0, 0, 1d);
        for (var number = 1; number <= GoldenFolder.Cases; number++)
        {
            var request = GoldenCase.Request(family, number, ModelPrecision.Int4);
            var (expected, actual) = (await rounded.GenerateAsync(request, Token), await engine.GenerateAsync(request, Token));
            int[] ids = [.. expected.Tokens.Select(token => token.Id)];
            equal += ids.AsSpan().CommonPrefixLength([.. actual.Tokens.Select(token => token.Id)]);
            tokens += ids.Length;
            correlation = Math.Min(correlation, Correlation(expected.Logits[0], actual.Logits[0]));
        }

        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{family} Int4 against its own weights: {equal} of {tokens} tokens before the first difference, correlation {correlation:F4}"));
        Assert.InRange(equal, leastTokens, tokens);
        Assert.InRange(correlation, leastCorrelation, 1);
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
