using Judger.Export.Checkpoints;
using Judger.Export.Output;
using Judger.Export.Pipeline;
using Judger.Export.Tests.Fixtures;
using Judger.Inference.Manifest;

namespace Judger.Export.Tests;

public sealed class ExportProgressTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private ExportOptions Options => new() { Checkpoint = _folder.PathOf("checkpoint"), Output = _folder.PathOf("model"), Precision = ModelPrecision.Int8 };

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(ModelPrecision.Float32)]
    [InlineData(ModelPrecision.Float16)]
    [InlineData(ModelPrecision.Int8)]
    [InlineData(ModelPrecision.Int4)]
    public void The_size_is_known_beforehand_to_the_byte(ModelPrecision precision)
    {
        new RandomCheckpoint(new() { Type = WeightType.BFloat16 }).Write(Options.Checkpoint);
        var reports = new List<ExportProgress>();
        var manifest = ModelExporter.Export(Options with { Precision = precision }, new Noting(reports.Add), TestContext.Current.CancellationToken);
        var bytes = manifest.Files.Values.Sum(file => file.Bytes);
        Assert.All(reports, report => Assert.Equal(bytes, report.BytesTotal));
        Assert.Equal(bytes, reports[^1].BytesDone);
        Assert.Equal(reports.Select(report => report.BytesDone).Order(), reports.Select(report => report.BytesDone));
        Assert.Equal(manifest.Files.Keys.Order(StringComparer.Ordinal), reports.Select(report => report.File).Distinct().Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Digests_taken_while_writing_are_those_of_the_files()
    {
        new RandomCheckpoint(new()).Write(Options.Checkpoint);
        var manifest = ModelExporter.Export(Options, cancellationToken: TestContext.Current.CancellationToken);
        Assert.All(manifest.Files, file => Assert.Equal(ModelFile.Measure(Path.Combine(Options.Output, file.Key)), file.Value));
    }

    [Fact]
    public void An_export_cancelled_halfway_leaves_nothing_behind()
    {
        new RandomCheckpoint(new()).Write(Options.Checkpoint);
        using var source = new CancellationTokenSource();
        var written = new List<string>();
        var progress = new Noting(report =>
        {
            written.Add(report.File);
            if (2 * report.BytesDone > report.BytesTotal) source.Cancel();
        });
        Assert.Throws<OperationCanceledException>(() => ModelExporter.Export(Options, progress, source.Token));
        Assert.Equal(ModelFileNames.WeightsOf(ModelFileNames.Decoder), written[^1]);
        Assert.Equal(["checkpoint"], Directory.GetFileSystemEntries(_folder.Location).Select(Path.GetFileName));
    }

    [Fact]
    public void A_disk_with_too_little_room_is_refused_before_anything_is_written()
    {
        using (var staging = new StagingFolder(Options.Output))
        {
            var error = Assert.Throws<ExportOutputException>(() => staging.RequireSpace(long.MaxValue));
            Assert.Contains("needs 9,223,372,036,854,775,807 bytes", error.Message, StringComparison.Ordinal);
            Assert.Contains("give another --output", error.Message, StringComparison.Ordinal);
        }

        Assert.Empty(Directory.GetFileSystemEntries(_folder.Location));
    }

    [Theory]
    [InlineData("layers.1.mlp.up_proj.weight", 70000)]
    [InlineData("layers.1.mlp.up_proj.weight", -70000)]
    [InlineData("layers.1.input_layernorm.weight", -70000)]
    public void Weights_that_float16_cannot_hold_are_refused_by_name(string tensor, float value)
    {
        var checkpoint = new RandomCheckpoint(new());
        var name = checkpoint.Language + tensor;
        checkpoint[name][5] = value;
        checkpoint.Write(Options.Checkpoint);
        var error = Assert.Throws<CheckpointException>(
            () => ModelExporter.Export(Options with { Precision = ModelPrecision.Float16 }, cancellationToken: TestContext.Current.CancellationToken));
        Assert.Equal(name, error.Tensor);
        Assert.Equal(["checkpoint"], Directory.GetFileSystemEntries(_folder.Location).Select(Path.GetFileName));
    }

    private sealed class Noting(Action<ExportProgress> note) : IProgress<ExportProgress>
    {
        public void Report(ExportProgress value) => note(value);
    }
}
