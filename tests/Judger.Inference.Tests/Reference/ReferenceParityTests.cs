using System.Globalization;
using Judger.Export.Pipeline;
using Judger.Export.Synthetic;
using Judger.Export.Tests.Fixtures;
using Judger.Inference.Contract;
using Judger.Inference.Engine;
using Judger.Inference.Manifest;
using Judger.TinyModel;

namespace Judger.Inference.Tests.Reference;

/// <summary>
/// The exported model in the engine computes what PyTorch computes from the checkpoint. The largest differences are printed with
/// <c>dotnet run --project tests/Judger.Inference.Tests -- -showLiveOutput -class Judger.Inference.Tests.Reference.ReferenceParityTests</c>.
/// </summary>
public sealed class ReferenceParityTests(ITestOutputHelper output)
{
    private const int Prompts = 40;
    private const int Tokens = 64;
    private const double LogitTolerance = 1e-3;
    private const double AttentionTolerance = 1e-5;

    private static readonly SyntheticGeometry Grouped = new()
    {
        ImageSize = 48,
        Hidden = 256,
        Intermediate = 320,
        Layers = 3,
        Heads = 6,
        KeyValueHeads = 2,
        Context = 256,
        AttentionLayer = 2,
    };

    private static readonly Dictionary<string, SyntheticGeometry> Cases = new()
    {
        ["three queries to a key head of 64, original names, float32"] = Grouped with { Naming = TensorNaming.Original },
        ["heads of 128, tied embeddings, bfloat16"] = Grouped with { Heads = 3, KeyValueHeads = 3, HeadSize = 128, Tied = true, Type = WeightType.BFloat16 },
        ["exact GELU, first vision layers, one key head, newer names, float16"] = Grouped with
        {
            PatchSize = 12,
            VisionHeads = 4,
            VisionActivation = "gelu",
            VisionLayers = 5,
            FeatureLayer = 3,
            Heads = 4,
            KeyValueHeads = 1,
            RopeTheta = 10000,
            Naming = TensorNaming.NewerHuggingFace,
            Type = WeightType.Float16,
            AttentionLayer = 0,
        },
    };

    public static TheoryData<string> Geometries => [.. Cases.Keys];

    private static string TrainedCheckpoint => Repository.FindFolder("src/Judger.TinyModel/Checkpoint");

    [Theory]
    [MemberData(nameof(Geometries))]
    public async Task Random_models_agree_with_PyTorch_over_64_tokens_with_one_and_with_two_images(string geometry)
    {
        TorchReference.Require();
        using var model = ParityModel.Random(Cases[geometry]);
        var followed = await AssertParity(model.Checkpoint, model.Location, ParityPrompts.Random(Prompts, model.Location, Tokens));
        Assert.Equal(Prompts * Tokens, followed);
    }

    [Fact]
    public async Task The_embedded_models_weights_agree_with_PyTorch_over_64_tokens_with_one_and_with_two_images()
    {
        TorchReference.Require();
        using var model = ParityModel.Trained(TrainedCheckpoint);
        var followed = await AssertParity(model.Checkpoint, model.Location, ParityPrompts.Random(Prompts, model.Location, Tokens));
        Assert.Equal(Prompts * Tokens, followed);
    }

    [Fact]
    public async Task The_embedded_model_answers_its_questions_as_PyTorch_does_and_stops_where_it_stops()
    {
        TorchReference.Require();
        var answered = await AssertParity(TrainedCheckpoint, EmbeddedModel.Folder, ParityPrompts.Questions(Prompts));
        Assert.InRange(answered, Prompts, 3 * Prompts);
    }

    [Theory]
    [InlineData(ModelPrecision.Float16, 0.95)]
    [InlineData(ModelPrecision.Int8, 0.9)]
    [InlineData(ModelPrecision.Int4, 0.9)]
    public async Task In_other_precisions_the_embedded_models_weights_give_nearly_always_PyTorchs_answers(ModelPrecision precision, double least)
    {
        TorchReference.Require();
        var requests = ParityPrompts.Questions(Prompts);
        using var folder = new TemporaryFolder();
        ModelExporter.Export(
            new() { Checkpoint = TrainedCheckpoint, Output = folder.PathOf("model"), Precision = precision },
            cancellationToken: TestContext.Current.CancellationToken);
        var expected = TorchReference.Answer(TrainedCheckpoint, folder.PathOf("model"), requests).ToArray();
        var generations = await Generate(folder.PathOf("model"), requests);
        var same = Enumerable.Range(0, requests.Length).Count(i => generations[i].Tokens.Select(token => token.Id).SequenceEqual(expected[i].Tokens));
        var row = Enumerable.Range(0, requests.Length).Max(i => Difference(expected[i].AttentionRow, generations[i].AttentionRow!));
        output.WriteLine(
            string.Create(CultureInfo.InvariantCulture, $"{precision}: {same} of {requests.Length} answers identical, attention row within {row:G2}"));
        Assert.InRange(same / (double)requests.Length, least, 1);
    }

    /// <summary>Returns how many tokens were compared.</summary>
    private async Task<int> AssertParity(string checkpoint, string modelFolder, GenerationRequest[] requests)
    {
        var reference = Task.Run(() => TorchReference.Answer(checkpoint, modelFolder, requests).ToArray(), TestContext.Current.CancellationToken);
        var generations = await Generate(modelFolder, requests);
        var expected = await reference;
        double logits = 0, row = 0, margin = double.PositiveInfinity;
        var (tokens, distinct) = (0, new HashSet<int>());
        for (var i = 0; i < requests.Length; i++)
        {
            var actual = generations[i];
            int[] answer = [.. actual.Tokens.Select(token => token.Id)];
            var agreed = answer.AsSpan().CommonPrefixLength(expected[i].Tokens);
            Assert.True(
                agreed == answer.Length && agreed == expected[i].Tokens.Length,
                $"prompt {i} differs from token {agreed} on, where the reference's best is "
                + $"{expected[i].Margin(Math.Min(agreed, expected[i].Logits.Length - 1))} before its second");

            Assert.Equal(expected[i].Logits.Length, actual.Logits.Count);
            for (var at = 0; at < actual.Logits.Count; at++)
            {
                logits = Math.Max(logits, Difference(expected[i].Logits[at], actual.Logits[at]));
                margin = Math.Min(margin, expected[i].Margin(at));
            }

            row = Math.Max(row, Difference(expected[i].AttentionRow, actual.AttentionRow!));
            tokens += answer.Length;
            distinct.UnionWith(answer);
        }

        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{requests.Length} prompts, {tokens} tokens, {distinct.Count} different ones, all as the reference's (smallest margin {margin:G2}): "
            + $"logits within {logits:G2}, attention row within {row:G2}"));
        Assert.InRange(logits, 0, LogitTolerance);
        Assert.InRange(row, 0, AttentionTolerance);
        return tokens;
    }

    private static async Task<List<Generation>> Generate(string modelFolder, GenerationRequest[] requests)
    {
        await using var engine = OnnxEngine.Load(modelFolder, new EngineOptions { IntraOpThreads = 1 });
        var generations = new List<Generation>();
        foreach (var request in requests) generations.Add(await engine.GenerateAsync(request, TestContext.Current.CancellationToken));
        return generations;
    }

    private static double Difference(float[] expected, float[] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        return expected.Zip(actual, (e, a) => (double)Math.Abs(e - a)).Max();
    }
}
