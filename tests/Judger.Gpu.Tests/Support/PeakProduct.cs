using Google.Protobuf;
using Judger.Export.Onnx;
using Judger.Inference.Contract;
using Judger.Inference.Devices;
using Microsoft.ML.OnnxRuntime;

namespace Judger.Gpu.Tests.Support;

/// <summary>
/// A chain of half-precision products of square matrices: what the device can do at most, by the library that the model's products go through too.
/// </summary>
internal sealed class PeakProduct : IDisposable
{
    private const int Products = 16;

    private readonly InferenceSession _session;
    private readonly RunOptions _run;
    private readonly OrtIoBinding _binding;
    private readonly DeviceBuffer<float> _left;
    private readonly DeviceBuffer<float> _right;
    private readonly DeviceBuffer<float> _result;
    private readonly OrtValue[] _values;

    public PeakProduct(IDevice device, EngineOptions engine, int side)
    {
        Flops = 2.0 * Products * side * side * side;
        using var options = OnnxSessions.CreateOptions(engine);
        device.Configure(options);
        _session = new(Model(side), options);
        _run = device.CreateRunOptions();
        _left = Random(device, side, 1);
        _right = Random(device, side, 2);
        _result = device.Allocate<float>(1);
        _values = [_left.View(0, side * side, side, side), _right.View(0, side * side, side, side), _result.View(0, 1, 1, 1)];
        _binding = _session.CreateIoBinding();
        _binding.BindInput("x", _values[0]);
        _binding.BindInput("w", _values[1]);
        _binding.BindOutput("y", _values[2]);
    }

    /// <summary>Floating-point operations of a run.</summary>
    public double Flops { get; }

    /// <summary>Runs the chain and waits for it.</summary>
    public void Run()
    {
        _result.Expect(0, 1);
        _session.RunWithBinding(_run, _binding);
        Assert.True(float.IsFinite(_result.Receive(0, 1)[0]));
    }

    public void Dispose()
    {
        _binding.Dispose();
        foreach (var value in _values) value.Dispose();
        foreach (var buffer in new[] { _left, _right, _result }) buffer.Dispose();
        _session.Dispose();
        _run.Dispose();
    }

    // Random, because matrices of zeros multiply faster; of a variance that keeps the products' size.
    private static DeviceBuffer<float> Random(IDevice device, int side, int seed)
    {
        var buffer = device.Allocate<float>(side * side);
        var random = new Random(seed);
        var reach = MathF.Sqrt(3f / side);
        foreach (ref var value in buffer.Host) value = ((2 * random.NextSingle()) - 1) * reach;
        buffer.Send(0, side * side);
        return buffer;
    }

    private static byte[] Model(int side)
    {
        var graph = new GraphBuilder("peak", new("peak", null));
        var x = graph.Op("Cast", [graph.Input("x", ElementType.Float32, side, side)], Attributes.Of("to", (long)ElementType.Float16));
        var weights = graph.Op("Cast", [graph.Input("w", ElementType.Float32, side, side)], Attributes.Of("to", (long)ElementType.Float16));
        for (var i = 0; i < Products; i++) x = graph.ContribOp("FusedMatMul", [x, weights], Attributes.Of("transB", 1));
        x = graph.Op("Cast", [x], Attributes.Of("to", (long)ElementType.Float32));
        graph.Name(graph.Op("ReduceMean", [x, graph.Integers(0, 1)], Attributes.Of("keepdims", 1)), "y");
        graph.Output("y", ElementType.Float32, 1, 1);
        return graph.Model().ToByteArray();
    }
}
