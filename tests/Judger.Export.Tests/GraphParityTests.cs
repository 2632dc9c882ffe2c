using Judger.Export.Synthetic;
using Judger.Export.Tests.Fixtures;
using Judger.Inference.Manifest;

namespace Judger.Export.Tests;

public sealed class GraphParityTests
{
    public static TheoryData<string> Geometries => [.. Cases.Keys];

    private static readonly Dictionary<string, SyntheticGeometry> Cases = new()
    {
        ["plain heads, float32"] = new(),
        ["grouped heads of 128, float16"] = new() { Heads = 4, KeyValueHeads = 2, HeadSize = 128, Type = WeightType.Float16 },
        ["one key head, bfloat16, newer names"] = new()
        {
            Heads = 3,
            KeyValueHeads = 1,
            Hidden = 64,
            Type = WeightType.BFloat16,
            Naming = TensorNaming.NewerHuggingFace,
            AttentionLayer = 2,
        },
        ["tied embeddings, exact GELU, last vision layer"] = new() { Tied = true, VisionActivation = "gelu", FeatureLayer = -1, AttentionLayer = 0 },
        ["first vision layer, larger context"] = new() { FeatureLayer = 1, Context = 300, RopeTheta = 10000 },
        ["original names, float16"] = new() { Naming = TensorNaming.Original, Type = WeightType.Float16, Heads = 4, KeyValueHeads = 2 },
        ["the embedded model's geometry"] = SyntheticGeometry.Tiny,
    };

    [Theory]
    [MemberData(nameof(Geometries))]
    public void Graphs_agree_with_a_plain_reference_with_one_and_with_two_images(string name)
    {
        using var model = new ExportedModel(Cases[name]);
        var images = new[] { model.RandomPixels(1), model.RandomPixels(2) };
        double[][][] expected = [.. images.Select(pixels => model.Reference.Encode(pixels))];
        var encoded = images.Select(model.Encode).ToArray();
        for (var i = 0; i < 2; i++) AssertClose(expected[i].SelectMany(row => row), encoded[i], 1e-3);

        foreach (var count in new[] { 1, 2 })
        {
            var prompt = new List<double[]> { model.Reference.Embed(1) };
            foreach (var image in expected.Take(count)) prompt.AddRange(image);
            foreach (var token in new[] { 70, 5, 9, 263 }) prompt.Add(model.Reference.Embed(token));
            var (logits, row) = model.Reference.Run(prompt, Cases[name].AttentionLayer);

            model.Append(0, prompt);
            AssertClose(logits, model.Decoder.Logits(0).ToArray(), 1e-3);
            AssertClose(row, model.Decoder.AttentionRow(0)[..prompt.Count].ToArray(), 1e-5);
            Assert.All(model.Decoder.AttentionRow(0)[prompt.Count..].ToArray(), value => Assert.Equal(0, value));
        }
    }

    [Fact]
    public void Positions_appended_to_a_prefix_agree_with_the_whole_sequence()
    {
        using var model = new ExportedModel(new SyntheticGeometry { Heads = 4, KeyValueHeads = 2 });
        double[][] prompt = [.. Enumerable.Range(0, 60).Select(i => model.Reference.Embed((i * 37) % 300))];
        var (logits, row) = model.Reference.Run(prompt, 1);
        model.Append(0, prompt[..40]);
        model.Append(40, prompt[40..59]);
        model.Append(59, prompt[59..]);
        AssertClose(logits, model.Decoder.Logits(0).ToArray(), 1e-3);
        AssertClose(row, model.Decoder.AttentionRow(0)[..60].ToArray(), 1e-5);
    }

    private static void AssertClose(IEnumerable<double> expected, float[] actual, double tolerance)
    {
        var differences = expected.Zip(actual, (e, a) => Math.Abs(e - a)).ToArray();
        Assert.Equal(differences.Length, actual.Length);
        Assert.True(differences.Max() <= tolerance, $"largest difference {differences.Max():G3} of {actual.Length} values");
    }
}
