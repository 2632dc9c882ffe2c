using Judger.Inference.Devices;
using Microsoft.ML.OnnxRuntime;

namespace Judger.Inference.Decoding;

/// <summary>Decode steps of one range of lanes, one position each.</summary>
internal sealed class StepBinding : IDisposable
{
    private readonly InferenceSession _session;
    private readonly IDevice _device;
    private readonly DecoderBuffers _buffers;
    private readonly RunOptions _run;
    private readonly OrtIoBinding _binding;
    private readonly List<OrtValue> _values;

    // Read by the host whatever the device is: they decide there how the work is cut.
    private readonly HostBuffer<int> _total = new(1);
    private readonly HostBuffer<int> _rowLength = new(1);

    public StepBinding(InferenceSession session, IDevice device, DecoderBuffers buffers, int first, int count)
    {
        (_session, _device, _buffers, First, Count) = (session, device, buffers, first, count);
        _run = device.CreateRunOptions(replay: (first << 16) + count);
        _binding = session.CreateIoBinding();
        _values = buffers.BindStep(_binding, first, count);
        _values.Add(_total.View(0, 1, 1));
        _binding.BindInput("total_sequence_length", _values[^1]);
        _values.Add(_rowLength.View(0, 1, 1));
        _binding.BindInput("row_positions", _values[^1]);
        _rowLength.Host[0] = 1;
    }

    /// <summary>The first lane.</summary>
    public int First { get; }

    /// <summary>How many lanes.</summary>
    public int Count { get; }

    /// <summary>When it was used last, as <see cref="StepBindings"/> counts.</summary>
    public long LastUsed { get; set; }

    public void Run()
    {
        var longest = _buffers.BeginStep(First, Count);

        // What is recorded once must serve every later length.
        _total.Host[0] = _device.ReplaysSteps ? _buffers.Capacity : longest;
        _session.RunWithBinding(_run, _binding);
    }

    public void Dispose()
    {
        _binding.Dispose();
        foreach (var value in _values) value.Dispose();
        _run.Dispose();
    }
}
