using Google.Protobuf;
using Judger.Export.Onnx;
using Judger.Inference.Devices;
using Microsoft.ML.OnnxRuntime;

namespace Judger.Benchmarks.Models;

/// <summary>
/// One product <c>[rows, inner] x [inner, columns]</c> through ONNX Runtime, its right side constant as a layer's weights are: of
/// float32, or of uint8 and int8.
/// </summary>
internal sealed class MatrixProduct : IDisposable
{
    private readonly InferenceSession _session;
    private readonly OrtIoBinding _binding;
    private readonly OrtValue _input;
    private readonly OrtValue _output;
    private readonly RunOptions _run = new();

    public MatrixProduct(int rows, int inner, int columns, int threads, bool isInteger = false)
    {
        (Rows, Inner, Columns) = (rows, inner, columns);
        using var options = OnnxSessions.CreateOptions(new() { IntraOpThreads = threads });
        _session = new(isInteger ? IntegerModel() : Model(), options);
        _input = isInteger ? Value(RandomBytes(rows * inner), rows, inner) : Value(Random(rows * inner), rows, inner);
        _output = isInteger
            ? Value(GC.AllocateArray<int>(rows * columns, pinned: true), rows, columns)
            : Value(GC.AllocateArray<float>(rows * columns, pinned: true), rows, columns);
        _binding = _session.CreateIoBinding();
        _binding.BindInput("x", _input);
        _binding.BindOutput("y", _output);
    }

    public int Rows { get; }

    public int Inner { get; }

    public int Columns { get; }

    public double Flops => 2.0 * Rows * Inner * Columns;

    public void Run() => _session.RunWithBinding(_run, _binding);

    public void Dispose()
    {
        _binding.Dispose();
        _input.Dispose();
        _output.Dispose();
        _session.Dispose();
        _run.Dispose();
    }

    private static OrtValue Value<T>(T[] values, int rows, int columns)
        where T : unmanaged => OrtValue.CreateTensorValueFromMemory(values, [rows, columns]);

    private byte[] IntegerModel()
    {
        var graph = new GraphBuilder("product", new("product", null));
        graph.Input("x", ElementType.UInt8, Rows, Inner);
        graph.Name(graph.Op("MatMulInteger", ["x", "w", graph.Byte(128)]), "y");
        graph.Output("y", ElementType.Int32, Rows, Columns);
        var model = graph.Model();
        model.Graph.Initializer.Add(new TensorProto
        {
            Name = "w",
            DataType = (int)ElementType.Int8,
            Dims = { Inner, Columns },
            RawData = ByteString.CopyFrom(RandomBytes(Inner * Columns)),
        });
        return model.ToByteArray();
    }

    private static byte[] RandomBytes(int count)
    {
        var bytes = GC.AllocateUninitializedArray<byte>(count, pinned: true);
        new Random(1).NextBytes(bytes);
        return bytes;
    }

    private byte[] Model()
    {
        var graph = new GraphBuilder("product", new("product", null));
        graph.Input("x", ElementType.Float32, Rows, Inner);
        graph.Name(graph.Op("MatMul", ["x", "w"]), "y");
        graph.Output("y", ElementType.Float32, Rows, Columns);
        var model = graph.Model();
        var weights = System.Runtime.InteropServices.MemoryMarshal.AsBytes(Random(Inner * Columns).AsSpan());
        model.Graph.Initializer.Add(
            new TensorProto { Name = "w", DataType = (int)ElementType.Float32, Dims = { Inner, Columns }, RawData = ByteString.CopyFrom(weights) });
        return model.ToByteArray();
    }

    private static float[] Random(int count)
    {
        var random = new Random(1);
        var values = GC.AllocateArray<float>(count, pinned: true);
        for (var i = 0; i < count; i++) values[i] = random.NextSingle() - 0.5f;
        return values;
    }
}
