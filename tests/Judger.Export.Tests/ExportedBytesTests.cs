using Judger.Export.Pipeline;
using Judger.Export.Synthetic;
using Judger.Export.Tests.Fixtures;
using Judger.Inference.Manifest;

namespace Judger.Export.Tests;

/// <summary>
/// Digests of whole exports of known checkpoints. A graph that is written another way may compute the same, but a folder that was exported before and its
/// prefix caches are known by these bytes: whoever changes them must mean to.
/// </summary>
public sealed class ExportedBytesTests : IDisposable
{
    private static readonly SyntheticGeometry Grouped = new()
    {
        Heads = 4,
        KeyValueHeads = 2,
        HeadSize = 32,
        Tied = true,
        VisionActivation = "gelu",
        FeatureLayer = -1,
    };

    private readonly TemporaryFolder _folder = new();

    [Theory]
    [InlineData(TensorNaming.HuggingFace, WeightType.Float32, ModelPrecision.Float32, "85a6ebc8459d3a005c003dddc769445b3f97db25340b95a8a15fa48d79b7cbc5")]
    [InlineData(
        TensorNaming.NewerHuggingFace, WeightType.BFloat16, ModelPrecision.BFloat16, "190271fe4d9c2e2cebacc1ae5404693187fba018d7a78e3de07daa5cfea445c7")]
    [InlineData(TensorNaming.Original, WeightType.Float16, ModelPrecision.Float16, "7d7d6254242a55a74d9969995ccb057a9a5a348a9e4041ac949cef64b4ffe399")]
    [InlineData(TensorNaming.HuggingFace, WeightType.BFloat16, ModelPrecision.Int8, "e1cbe4fd829be79327565d3af3fea9b1d9cf16713f713b92218be1a6dcbed2c3")]
    [InlineData(TensorNaming.Original, WeightType.Float32, ModelPrecision.Int4, "123b5e2d8c5d9e05238bfd19659e5c7c87a53c1e5a012c50169bee23eefc4711")]
    public void An_export_has_the_bytes_that_it_always_had(TensorNaming naming, WeightType type, ModelPrecision precision, string digest) =>
        Assert.Equal(digest, Export(new() { Naming = naming, Type = type }, precision).WeightsDigest);

    [Fact]
    public void So_has_one_with_grouped_heads_a_tied_head_and_the_exact_gelu() =>
        Assert.Equal("430a9f2126f49268dd6dbbb02071a59020f5a544cade9c082b94ffb6ad7e410a", Export(Grouped, ModelPrecision.Float32).WeightsDigest);

    public void Dispose() => _folder.Dispose();

    private ModelManifest Export(SyntheticGeometry geometry, ModelPrecision precision)
    {
        var (checkpoint, token) = (_folder.PathOf("checkpoint"), TestContext.Current.CancellationToken);
        SyntheticCheckpoint.Write(new() { Output = checkpoint, Geometry = geometry }, cancellationToken: token);
        return ModelExporter.Export(new() { Checkpoint = checkpoint, Output = _folder.PathOf("model"), Precision = precision }, cancellationToken: token);
    }
}
