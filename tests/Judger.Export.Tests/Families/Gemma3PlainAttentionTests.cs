using Judger.Export.Checkpoints;
using Judger.Export.Families;
using Judger.Export.Families.Gemma3;
using Judger.Export.Formats;
using Judger.Export.Onnx;
using Judger.Export.Pipeline;
using Judger.Export.Tests.Fixtures;
using Judger.Export.Tests.Golden;
using Judger.Inference.Engine;
using Judger.Inference.Manifest;

namespace Judger.Export.Tests.Families;

/// <summary>
/// The attention of Gemma 3 for CUDA, whose GroupQueryAttention takes no mask: the same operators in float32, where the CPU says how exact they are.
/// </summary>
public sealed class Gemma3PlainAttentionTests : IDisposable
{
    private const double Logits = 4e-4, Rows = 5e-6;

    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task It_computes_what_transformers_computed()
    {
        Export();
        await using var engine = OnnxEngine.Load(_folder.PathOf("model"), new() { IntraOpThreads = 1, Lanes = 2 });
        for (var number = 1; number <= GoldenFolder.Cases; number++)
        {
            var file = GoldenFolder.Require($"gemma3/cases/{number:D2}.json");
            var expected = new Vectors(Path.ChangeExtension(file, "safetensors"));
            var generation = await engine.GenerateAsync(GoldenCase.Request("gemma3", number, ModelPrecision.Float32), Token);
            AssertNear(expected.Floats("logits"), generation.Logits[0], Logits);

            // Of the first image, whose attention is read.
            var row = generation.AttentionRow!;
            AssertNear(expected.Floats("attention.2")[..row.Length], row, Rows);
            Assert.Equal(GoldenCase.Text(file), generation.Text);
        }
    }

    [Fact]
    public async Task Answers_of_other_lengths_beside_it_change_nothing_but_the_order_of_sums()
    {
        Export();
        await using var engine = OnnxEngine.Load(_folder.PathOf("model"), new() { IntraOpThreads = 1, Lanes = GoldenFolder.Cases, Workers = 2 });
        int[] numbers = [.. Enumerable.Range(1, GoldenFolder.Cases)];
        var together = await Task.WhenAll(numbers.Select(number => engine.GenerateAsync(GoldenCase.Request("gemma3", number, ModelPrecision.Float32), Token)));
        foreach (var (number, actual) in numbers.Zip(together))
        {
            await using var one = OnnxEngine.Load(_folder.PathOf("model"), new() { IntraOpThreads = 1 });
            var alone = await one.GenerateAsync(GoldenCase.Request("gemma3", number, ModelPrecision.Float32), Token);
            Assert.Equal(alone.Text, actual.Text);
            foreach (var (expected, logits) in alone.Logits.Zip(actual.Logits)) AssertNear(expected, logits, Logits);
        }
    }

    private static void AssertNear(float[] expected, float[] actual, double limit)
    {
        Assert.Equal(expected.Length, actual.Length);
        Assert.All(expected.Zip(actual), pair => Assert.InRange(pair.Second, pair.First - limit, pair.First + limit));
    }

    // Layer 2 is the global one.
    private void Export()
    {
        using var checkpoint = Checkpoint.Open(Path.GetDirectoryName(GoldenFolder.Require("gemma3/checkpoint/config.json"))!);
        var model = new Plain(new(checkpoint));
        var options = new ExportOptions { Checkpoint = checkpoint.Folder, Output = _folder.PathOf("model"), AttentionLayer = 2 };
        var manifest = ManifestDraft.Create(options, checkpoint, model);
        var parts = new FolderParts(model, manifest);
        Directory.CreateDirectory(options.Output);
        ModelFolder.WriteManifest(options.Output, manifest with { Files = parts.Write(options.Output, new(parts.Measure(), null, Token)) });
    }

    private sealed class Plain(Gemma3Export model) : IModelExport
    {
        public ModelFacts Facts => model.Facts;

        public CheckpointTensor Embeddings => model.Embeddings;

        public string Tokenizer => model.Tokenizer;

        public void BuildVision(GraphBuilder graph, ModelPrecision precision) => model.BuildVision(graph, precision);

        public void BuildProjector(GraphBuilder graph, ModelPrecision precision) => model.BuildProjector(graph, precision);

        public void BuildDecoder(GraphBuilder graph, GraphFormat format, int attentionLayer) =>
            model.BuildDecoder(graph, format, attentionLayer, isForCuda: true);
    }
}
