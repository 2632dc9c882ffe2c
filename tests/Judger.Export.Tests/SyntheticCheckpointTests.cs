using System.Security.Cryptography;
using Judger.Export.Checkpoints;
using Judger.Export.Pipeline;
using Judger.Export.Synthetic;
using Judger.Export.Tests.Fixtures;
using Judger.Inference.Manifest;

namespace Judger.Export.Tests;

public sealed class SyntheticCheckpointTests : IDisposable
{
    // Three blocks in the token embeddings, so that threads share a tensor.
    private static readonly SyntheticGeometry Geometry = new() { Vocabulary = 6000 };
    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string> Namings => [.. Enum.GetNames<TensorNaming>()];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Namings))]
    public void A_checkpoint_can_be_exported_whole_and_in_shards(string naming)
    {
        var geometry = new SyntheticGeometry { Naming = Enum.Parse<TensorNaming>(naming), Type = WeightType.BFloat16 };
        var digests = new List<string>();
        foreach (var shardBytes in new[] { long.MaxValue, 50_000 })
        {
            var checkpoint = _folder.PathOf($"{shardBytes}");
            Write($"{shardBytes}", geometry, shardBytes: shardBytes);
            var options = new ExportOptions { Checkpoint = checkpoint, Output = checkpoint + "-model" };
            digests.Add(ModelExporter.Export(options, cancellationToken: TestContext.Current.CancellationToken).WeightsDigest);
        }

        Assert.InRange(Directory.GetFiles(_folder.PathOf("50000"), "model-*.safetensors").Length, 2, 20);
        Assert.Equal(digests[0], digests[1]);
    }

    [Theory]
    [InlineData(WeightType.Float32)]
    [InlineData(WeightType.Float16)]
    [InlineData(WeightType.BFloat16)]
    public void The_same_seed_gives_the_same_bytes_on_any_number_of_threads_and_another_seed_gives_others(WeightType type)
    {
        var geometry = Geometry with { Type = type };
        Write("one", geometry, threads: 1);
        Write("four", geometry, threads: 4);
        Write("other", geometry, seed: 2);
        Assert.Equal(Digest("one"), Digest("four"));
        Assert.NotEqual(Digest("one"), Digest("other"));
    }

    [Theory]
    [InlineData(WeightType.Float32)]
    [InlineData(WeightType.Float16)]
    [InlineData(WeightType.BFloat16)]
    public void Weights_are_uniform_with_the_mean_and_the_reach_of_their_tensor(WeightType type)
    {
        var summary = Write("model", Geometry with { Type = type });
        using var file = SafetensorsFile.Open(_folder.PathOf("model/model.safetensors"));
        var layout = new CheckpointLayout(Geometry).Tensors;
        Assert.Equal(layout.Sum(tensor => tensor.Elements), summary.Parameters);
        Assert.Equal(new FileInfo(file.Location).Length, summary.Bytes);
        Assert.All(layout, tensor =>
        {
            var values = file.Tensors[tensor.Name].ToFloats();
            Assert.Equal(tensor.Shape, file.Tensors[tensor.Name].Shape);
            Assert.All(
                values.Where((_, i) => i % 101 == 0),
                value => Assert.InRange(value, tensor.Middle - (1.01 * tensor.Reach), tensor.Middle + (1.01 * tensor.Reach)));
            if (values.Length < 10_000) return;
            Assert.InRange(values.Average(), tensor.Middle - (0.05 * tensor.Reach), tensor.Middle + (0.05 * tensor.Reach));
            Assert.InRange(values.Average(value => value * value) / (tensor.Reach * tensor.Reach), 0.31, 0.36);
        });
    }

    [Fact]
    public void No_two_blocks_have_the_same_values()
    {
        Write("model", Geometry with { Type = WeightType.Float32 });
        using var file = SafetensorsFile.Open(_folder.PathOf("model/model.safetensors"));
        var tensor = file.Tensors["language_model.model.embed_tokens.weight"];
        Assert.InRange(tensor.Elements, 2 * ShardPlan.BlockValues, long.MaxValue);
        Assert.Equal(tensor.Elements, tensor.ToFloats().Chunk(64).DistinctBy(chunk => (chunk[0], chunk[1], chunk[2])).Count() * 64L);
    }

    [Fact]
    public void An_output_that_exists_is_refused()
    {
        Directory.CreateDirectory(_folder.PathOf("model"));
        var error = Assert.Throws<ExportOutputException>(() => Write("model", Geometry));
        Assert.Contains("exists already", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_checkpoint_that_does_not_fit_on_the_disk_is_refused_before_anything_is_written()
    {
        var error = Assert.Throws<ExportOutputException>(() => Write("model", Geometry with { Vocabulary = int.MaxValue, Hidden = 1 << 20 }));
        Assert.Contains("free space", error.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(_folder.Location));
    }

    [Fact]
    public void Progress_ends_at_the_total_and_a_cancelled_checkpoint_leaves_nothing_behind()
    {
        var reports = new List<ExportProgress>();
        var summary = SyntheticCheckpoint.Write(Options("whole", Geometry), new Noting(reports.Add), TestContext.Current.CancellationToken);
        Assert.Equal((summary.Bytes, summary.Bytes), (reports[^1].BytesDone, reports[^1].BytesTotal));
        Assert.Equal(reports.Select(report => report.BytesDone).Order(), reports.Select(report => report.BytesDone));

        using var source = new CancellationTokenSource();
        Assert.ThrowsAny<OperationCanceledException>(
            () => SyntheticCheckpoint.Write(Options("cancelled", Geometry), new Noting(_ => source.Cancel()), source.Token));
        Assert.Equal(["whole"], Directory.GetFileSystemEntries(_folder.Location).Select(Path.GetFileName));
    }

    private SyntheticCheckpointSummary Write(string name, SyntheticGeometry geometry, ulong seed = 1, int threads = 2, long shardBytes = long.MaxValue) =>
        SyntheticCheckpoint.Write(
            Options(name, geometry) with { Seed = seed, Threads = threads, ShardBytes = shardBytes }, cancellationToken: TestContext.Current.CancellationToken);

    private SyntheticCheckpointOptions Options(string name, SyntheticGeometry geometry) => new() { Output = _folder.PathOf(name), Geometry = geometry };

    private string Digest(string name) => Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(_folder.PathOf($"{name}/model.safetensors"))));

    private sealed class Noting(Action<ExportProgress> note) : IProgress<ExportProgress>
    {
        public void Report(ExportProgress value) => note(value);
    }
}
