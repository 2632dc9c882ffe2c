using Judger.Inference.Devices;
using Microsoft.ML.OnnxRuntime;

namespace Judger.Inference.Vision;

/// <summary>One run of a graph whose inputs have other sizes each time.</summary>
internal sealed class EncoderRun(InferenceSession session, IDevice device) : IDisposable
{
    private readonly OrtIoBinding _binding = session.CreateIoBinding();
    private readonly List<IDisposable> _owned = [];

    /// <summary>Sends an input of this shape.</summary>
    public void Input<T>(string name, T[] values, params long[] shape)
        where T : unmanaged
    {
        var buffer = device.Allocate<T>(values.Length);
        _owned.Add(buffer);
        values.CopyTo(buffer.Host);
        buffer.Send(0, values.Length);
        var value = buffer.View(0, values.Length, shape);
        _owned.Add(value);
        Input(name, value);
    }

    /// <summary>Binds an input that lies on the device.</summary>
    public void Input(string name, OrtValue value) => _binding.BindInput(name, value);

    /// <summary>Binds an output.</summary>
    public void Output(string name, OrtValue value) => _binding.BindOutput(name, value);

    /// <summary>Runs the graph.</summary>
    public void Run(RunOptions options) => session.RunWithBinding(options, _binding);

    public void Dispose()
    {
        _binding.Dispose();
        for (var i = _owned.Count - 1; i >= 0; i--) _owned[i].Dispose();
    }
}
