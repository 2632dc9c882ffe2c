using System.Text.Json;
using System.Text.Json.Serialization;
using Judger.Inference;
using Judger.Testing;

namespace Judger.Export.Tests;

public sealed class LargeCheckpointTests : IDisposable
{
    private static readonly JsonSerializerOptions Json = new() { Converters = { new JsonStringEnumConverter() } };
    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string> Namings => [.. Enum.GetNames<TensorNaming>()];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Namings))]
    public void Streamed_checkpoints_can_be_exported_whole_and_in_shards(string naming)
    {
        var geometry = new TestGeometry { Naming = Enum.Parse<TensorNaming>(naming), Type = WeightType.BFloat16 };
        var digests = new List<string>();
        foreach (var shardBytes in new[] { long.MaxValue, 50_000 })
        {
            var checkpoint = _folder.PathOf($"{shardBytes}");
            LargeCheckpoint.Write(checkpoint, geometry, shardBytes);
            var options = new ExportOptions { Checkpoint = checkpoint, Output = checkpoint + "-model" };
            digests.Add(ModelExporter.Export(options, cancellationToken: TestContext.Current.CancellationToken).WeightsDigest);
        }

        Assert.InRange(Directory.GetFiles(_folder.PathOf("50000"), "model-*.safetensors").Length, 2, 20);
        Assert.Equal(digests[0], digests[1]);
    }

    /// <summary>
    /// Writes a checkpoint for use by hand, up to LLaVA-1.5-7B's 14 GB:
    /// <code>
    /// JUDGER_CHECKPOINT=/tmp/big JUDGER_GEOMETRY=billion Judger.Export.Tests -explicit only
    /// JUDGER_CHECKPOINT=/tmp/odd JUDGER_GEOMETRY='{"Hidden": 512, "Heads": 8, "KeyValueHeads": 2, "Naming": "Original", "Type": "Float16"}' JUDGER_SHARD_BYTES=2000000000 ..
    /// </code>
    /// JUDGER_GEOMETRY is <c>billion</c>, <c>llava-7b</c>, or values of <see cref="TestGeometry"/> as JSON.
    /// </summary>
    [Fact(Explicit = true)]
    public void A_checkpoint_of_the_geometry_that_the_environment_names_is_written()
    {
        var folder = Environment.GetEnvironmentVariable("JUDGER_CHECKPOINT") ?? throw new InvalidOperationException("JUDGER_CHECKPOINT names no folder.");
        var geometry = Environment.GetEnvironmentVariable("JUDGER_GEOMETRY") switch
        {
            null or "billion" => TestGeometry.Billion,
            "llava-7b" => TestGeometry.Llava7B,
            var text => JsonSerializer.Deserialize<TestGeometry>(text, Json)!,
        };
        LargeCheckpoint.Write(folder, geometry, long.TryParse(Environment.GetEnvironmentVariable("JUDGER_SHARD_BYTES"), out var bytes) ? bytes : long.MaxValue);
        var written = Directory.GetFiles(folder, "*.safetensors").Sum(file => new FileInfo(file).Length);
        var expected = new CheckpointLayout(geometry).Tensors.Sum(tensor => tensor.Elements) * SafetensorsWriter.BytesOf(geometry.Type);
        Assert.InRange(written, expected, expected + 1_000_000);
    }
}
