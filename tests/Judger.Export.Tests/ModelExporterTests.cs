using Judger.Export.Onnx;
using Judger.Export.Pipeline;
using Judger.Export.Synthetic;
using Judger.Export.Tests.Fixtures;
using Judger.Imaging.Preprocessing;
using Judger.Inference.Manifest;
using Microsoft.ML.OnnxRuntime;

namespace Judger.Export.Tests;

public sealed class ModelExporterTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string Input => _folder.PathOf("checkpoint");

    private string Output => _folder.PathOf("model");

    [Fact]
    public void The_manifest_says_what_the_checkpoint_is()
    {
        new RandomCheckpoint(new() { Heads = 4, KeyValueHeads = 2, Type = WeightType.Float16 }).Write(
            Input, """{"profile": "tiny", "attention_layer": 2, "crop_window": 20, "name": "judger-test"}""");
        var manifest = ModelExporter.Export(new() { Checkpoint = Input, Output = Output }, cancellationToken: Token);
        Assert.Equal(("judger-test", "tiny", 2, 20), (manifest.Name, manifest.Profile, manifest.AttentionLayer, manifest.CropWindow));
        Assert.Equal((ModelPrecision.Float32, KeyValueType.Float32, WeightType.Float16), (manifest.Precision, manifest.KvType, manifest.EmbeddingType));
        Assert.Equal(new VisionGeometry(24, 8, 32), manifest.Vision);
        Assert.Equal(new DecoderGeometry(96, 3, 4, 2, 64, SyntheticTokenizer.Count + 4, 128), manifest.Decoder);
        Assert.Equal((24, ResizeMode.CenterCrop), (manifest.Image.Size, manifest.Image.Mode));
        Assert.Equal([0.5f, 0.4f, 0.3f], manifest.Image.Mean);
        Assert.Equal(new SpecialTokens(1, 2) { Image = SyntheticTokenizer.Count + 3 }, manifest.Tokens);

        var opened = ModelFolder.Open(Output).Manifest;
        Assert.Equal(manifest.WeightsDigest, opened.WeightsDigest);
        Assert.Equal(manifest.Image.Std, opened.Image.Std);
        Assert.Equal(manifest.Image.PadColor, opened.Image.PadColor);
        Assert.Equal(Directory.GetFiles(Output).Select(Path.GetFileName).Order(), manifest.Files.Keys.Append("judger-model.json").Order());
    }

    [Theory]
    [InlineData(TensorNaming.HuggingFace)]
    [InlineData(TensorNaming.NewerHuggingFace)]
    public void The_vision_towers_names_in_transformers_5_are_read(TensorNaming naming)
    {
        var checkpoint = new RandomCheckpoint(new() { Naming = naming });
        checkpoint.Write(Input);
        var expected = ModelExporter.Export(new() { Checkpoint = Input, Output = Output }, cancellationToken: Token);
        foreach (var name in checkpoint.Tensors.Keys.Where(name => name.StartsWith(checkpoint.Vision, StringComparison.Ordinal)).ToArray())
        {
            checkpoint.Tensors.Remove(name, out var tensor);
            checkpoint.Tensors.Add(name.Replace("vision_model.", "", StringComparison.Ordinal), tensor);
        }

        checkpoint.Write(Input);

        Assert.DoesNotContain(checkpoint.Tensors.Keys, name => name.Contains("vision_model", StringComparison.Ordinal));
        var actual = ModelExporter.Export(new() { Checkpoint = Input, Output = Output + "-5" }, cancellationToken: Token);
        Assert.All(["vision.onnx.data", "projector.onnx.data", "decoder.onnx.data"], file => Assert.Equal(expected.Files[file], actual.Files[file]));
    }

    [Fact]
    public void Options_override_the_checkpoints_wishes()
    {
        new RandomCheckpoint(new()).Write(Input);
        var options = new ExportOptions { Checkpoint = Input, Output = Output, Name = "other", Profile = "vicrop", AttentionLayer = 0, CropWindow = 7 };
        var manifest = ModelExporter.Export(options, cancellationToken: Token);
        Assert.Equal(("other", "vicrop", 0, 7), (manifest.Name, manifest.Profile, manifest.AttentionLayer, manifest.CropWindow));
    }

    [Fact]
    public void Without_wishes_and_options_a_checkpoint_is_taken_for_a_llava()
    {
        new RandomCheckpoint(new() { Layers = 15 }).Write(Input, "{}");
        File.Delete(Path.Combine(Input, "preprocessor_config.json"));
        var manifest = ModelExporter.Export(new() { Checkpoint = Input, Output = Output }, cancellationToken: Token);
        Assert.Equal(("checkpoint", "vicrop", 14, 24), (manifest.Name, manifest.Profile, manifest.AttentionLayer, manifest.CropWindow));
        Assert.Equal([0.48145466f, 0.4578275f, 0.40821073f], manifest.Image.Mean);
    }

    [Theory]
    [InlineData(3, null, null, "--attention-layer 0 to 2")]
    [InlineData(-1, null, null, "--attention-layer 0 to 2")]
    [InlineData(null, "poem", null, "no prompt profile 'poem'")]
    [InlineData(null, "llava-onevision", null, "no token <|im_start|>, which the prompt profile 'llava-onevision' needs: give --profile another")]
    [InlineData(null, null, 0, "crop window of 0 pixels")]
    public void Options_that_the_model_cannot_have_are_refused(int? layer, string? profile, int? window, string problem)
    {
        new RandomCheckpoint(new()).Write(Input);
        var options = new ExportOptions { Checkpoint = Input, Output = Output, AttentionLayer = layer, Profile = profile, CropWindow = window };
        var error = Assert.Throws<ExportOptionException>(() => ModelExporter.Export(options, cancellationToken: Token));
        Assert.Contains(problem, error.Message, StringComparison.Ordinal);
        AssertNothingWritten();
    }

    [Fact]
    public void An_output_that_exists_is_left_alone()
    {
        new RandomCheckpoint(new()).Write(Input);
        Directory.CreateDirectory(Output);
        var error = Assert.Throws<ExportOutputException>(() => ModelExporter.Export(new() { Checkpoint = Input, Output = Output }, cancellationToken: Token));
        Assert.Contains("exists already", error.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(Output));
    }

    [Fact]
    public void An_output_that_cannot_be_written_is_a_typed_error()
    {
        new RandomCheckpoint(new()).Write(Input);
        var file = _folder.PathOf("file");
        File.WriteAllText(file, "");
        Assert.Throws<ExportOutputException>(
            () => ModelExporter.Export(new() { Checkpoint = Input, Output = Path.Combine(file, "model") }, cancellationToken: Token));
    }

    [Fact]
    public void A_cancelled_export_leaves_nothing_behind()
    {
        new RandomCheckpoint(new()).Write(Input);
        using var source = new CancellationTokenSource();
        source.Cancel();
        Assert.Throws<OperationCanceledException>(() => ModelExporter.Export(new() { Checkpoint = Input, Output = Output }, cancellationToken: source.Token));
        AssertNothingWritten();
    }

    [Fact]
    public void Half_precision_weights_are_stored_as_such_and_widened_once_when_the_graph_is_loaded()
    {
        var sizes = new Dictionary<WeightType, long>();
        foreach (var type in new[] { WeightType.Float32, WeightType.Float16 })
        {
            new RandomCheckpoint(SyntheticGeometry.Tiny with { Type = type }).Write(Input);
            var output = _folder.PathOf($"{type}");
            sizes[type] = ModelExporter.Export(new() { Checkpoint = Input, Output = output }, cancellationToken: Token).Files.Sum(file => file.Value.Bytes);
            foreach (var graph in new[] { ModelFileNames.Vision, ModelFileNames.Projector, ModelFileNames.Decoder })
            {
                // Of the loaded graph: the one Cast left is that of the attention row's position.
                Assert.Equal(graph == ModelFileNames.Decoder ? 1 : 0, CountCastsAfterLoading(Path.Combine(output, graph)));
            }
        }

        Assert.InRange((double)sizes[WeightType.Float16] / sizes[WeightType.Float32], 0.49, 0.56);
    }

    public void Dispose() => _folder.Dispose();

    private int CountCastsAfterLoading(string graph)
    {
        var optimized = _folder.PathOf("optimized.onnx");
        using var options = new SessionOptions { OptimizedModelFilePath = optimized, LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR };
        using (new InferenceSession(graph, options))
        {
            var model = ModelProto.Parser.ParseFrom(File.ReadAllBytes(optimized));
            return model.Graph.Node.Count(node => node.OpType == "Cast");
        }
    }

    private void AssertNothingWritten() => Assert.Equal(["checkpoint"], Directory.GetFileSystemEntries(_folder.Location).Select(Path.GetFileName));
}
