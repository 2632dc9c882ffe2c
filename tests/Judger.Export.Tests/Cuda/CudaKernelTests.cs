using Judger.Export.Onnx;
using Judger.Export.Pipeline;
using Judger.Export.Synthetic;
using Judger.Export.Tests.Fixtures;
using Judger.Export.Tests.Golden;
using Judger.Inference.Manifest;

namespace Judger.Export.Tests.Cuda;

public sealed class CudaKernelTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(ModelPrecision.Float16, ModelFileNames.Vision)]
    [InlineData(ModelPrecision.Float16, ModelFileNames.Projector)]
    [InlineData(ModelPrecision.Float16, ModelFileNames.Decoder)]
    [InlineData(ModelPrecision.BFloat16, ModelFileNames.Vision)]
    [InlineData(ModelPrecision.BFloat16, ModelFileNames.Projector)]
    [InlineData(ModelPrecision.BFloat16, ModelFileNames.Decoder)]
    public void Every_node_of_the_half_precision_graphs_has_a_cuda_kernel(ModelPrecision precision, string name)
    {
        foreach (var activation in new[] { "quick_gelu", "gelu" })
        {
            var graph = Export(precision, name, new() { VisionActivation = activation, Heads = 4, Tied = true });
            Assert.NotEmpty(graph.Node);
            Assert.Empty(CudaCheck.Problems(graph));
        }
    }

    [Theory]
    [InlineData("llava_next_vicuna")]
    [InlineData("llava_next_mistral")]
    [InlineData("llava_onevision")]
    [InlineData("qwen2_5_vl")]
    [InlineData("qwen3_vl")]
    [InlineData("smolvlm")]
    [InlineData("internvl")]
    [InlineData("gemma3")]
    public void So_has_every_node_of_each_familys_graphs(string family)
    {
        foreach (var name in new[] { ModelFileNames.Vision, ModelFileNames.Projector, ModelFileNames.Decoder })
        {
            var graph = ModelProto.Parser.ParseFrom(File.ReadAllBytes(Path.Combine(GoldenFolder.Model(family, ModelPrecision.Float16), name))).Graph;
            Assert.NotEmpty(graph.Node);
            Assert.Empty(CudaCheck.Problems(graph));
        }
    }

    [Theory]
    [InlineData(ModelFileNames.Vision)]
    [InlineData(ModelFileNames.Projector)]
    [InlineData(ModelFileNames.Decoder)]
    public void No_float16_graph_does_shape_arithmetic_which_would_be_placed_on_the_host(string name)
    {
        var graph = Export(ModelPrecision.Float16, name, new());
        var shapes = graph.Node.Where(node => node.OpType == "Shape").Select(node => node.Output[0]).ToHashSet();
        Assert.All(graph.Node.Where(node => node.Input.Any(shapes.Contains)), node => Assert.Equal("Slice", node.OpType));
    }

    [Fact]
    public void The_float32_decoder_is_refused_because_its_attention_has_no_cuda_kernel() =>
        Assert.Contains(
            "com.microsoft.GroupQueryAttention has no kernel for T = float", CudaCheck.Problems(Export(ModelPrecision.Float32, ModelFileNames.Decoder, new())));

    [Fact]
    public void The_int8_decoder_is_refused_because_its_products_have_no_cuda_kernel() =>
        Assert.Contains("ai.onnx.MatMulInteger has no kernel for T1 = uint8", CudaCheck.Problems(Export(ModelPrecision.Int8, ModelFileNames.Decoder, new())));

    [Theory]
    [InlineData("Hardmax", "ai.onnx.Hardmax has no CUDA kernel that is known")]
    [InlineData("Pad", "ai.onnx.Pad of version 19 is not served by the kernel of 18")]
    public void An_operator_that_would_fall_off_the_device_is_named(string type, string problem)
    {
        var graph = new GraphBuilder("test.onnx", new("test.onnx.data", null));
        var x = graph.Input("x", ElementType.Float16, "rows", 4);
        graph.Name(graph.Op(type, type == "Pad" ? [x, graph.Integers(0, 0, 1, 0)] : [x]), "y");
        Assert.Contains(problem, CudaCheck.Problems(graph.Model().Graph));
    }

    private GraphProto Export(ModelPrecision precision, string name, SyntheticGeometry geometry)
    {
        var (checkpoint, output) = (_folder.PathOf("checkpoint"), _folder.PathOf($"{Guid.NewGuid()}"));
        new RandomCheckpoint(geometry).Write(checkpoint);
        ModelExporter.Export(
            new() { Checkpoint = checkpoint, Output = output, Precision = precision }, cancellationToken: TestContext.Current.CancellationToken);
        return ModelProto.Parser.ParseFrom(File.ReadAllBytes(Path.Combine(output, name))).Graph;
    }
}
