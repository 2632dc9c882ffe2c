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
    [InlineData(TensorNaming.HuggingFace, WeightType.Float32, ModelPrecision.Float32, "c53dad20d37770a1beffb030a2be630d0a08d10273702daed869bf70a9dd61f1")]
    [InlineData(
        TensorNaming.NewerHuggingFace, WeightType.BFloat16, ModelPrecision.BFloat16, "824013291e2b7427ee4d3c3aaa8067280ac7e23f6572c0f6a03d15f0b1ac0294")]
    [InlineData(TensorNaming.Original, WeightType.Float16, ModelPrecision.Float16, "0d9c95e6afb0c0b6208ce9bae587aaac7baafe7a71b1816c8828119450487a73")]
    [InlineData(TensorNaming.HuggingFace, WeightType.BFloat16, ModelPrecision.Int8, "e62b3311968ab1018c86b52a884d798d66dacdad7d3a39e3ff31693276bb147d")]
    [InlineData(TensorNaming.Original, WeightType.Float32, ModelPrecision.Int4, "8d1165e90ed3f1e784435c9e80b138c53b8c4dbdb116b859b7a985429ba2f865")]
    public void An_export_has_the_bytes_that_it_always_had(TensorNaming naming, WeightType type, ModelPrecision precision, string digest) =>
        Assert.Equal(digest, Export(new() { Naming = naming, Type = type }, precision).WeightsDigest);

    [Fact]
    public void So_has_one_with_grouped_heads_a_tied_head_and_the_exact_gelu() =>
        Assert.Equal("f4c0196d0e22fe0c2e8868ffc270b12d8b5653dedb0f3d2f585ce66efb8bff6b", Export(Grouped, ModelPrecision.Float32).WeightsDigest);

    public void Dispose() => _folder.Dispose();

    private ModelManifest Export(SyntheticGeometry geometry, ModelPrecision precision)
    {
        var (checkpoint, token) = (_folder.PathOf("checkpoint"), TestContext.Current.CancellationToken);
        SyntheticCheckpoint.Write(new() { Output = checkpoint, Geometry = geometry }, cancellationToken: token);
        return ModelExporter.Export(new() { Checkpoint = checkpoint, Output = _folder.PathOf("model"), Precision = precision }, cancellationToken: token);
    }
}
