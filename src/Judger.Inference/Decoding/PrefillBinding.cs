using Judger.Inference.Devices;
using Microsoft.ML.OnnxRuntime;

namespace Judger.Inference.Decoding;

/// <summary>Prefill steps of one lane.</summary>
internal sealed class PrefillBinding : IDisposable
{
    private readonly InferenceSession _session;
    private readonly DecoderBuffers _buffers;
    private readonly int _lane;
    private readonly RunOptions _run;
    private readonly OrtIoBinding _binding;
    private readonly List<OrtValue> _values;

    // Read by the host whatever the device is: they decide there how the work is cut.
    private readonly HostBuffer<int> _total = new(1);
    private readonly HostBuffer<int> _rowLength = new(1);

    public PrefillBinding(InferenceSession session, IDevice device, DecoderBuffers buffers, int lane)
    {
        (_session, _buffers, _lane) = (session, buffers, lane);
        _run = device.CreateRunOptions();
        _binding = session.CreateIoBinding();
        _values = buffers.BindPrefill(_binding, lane);
        _values.Add(_total.View(0, 1, 1));
        _binding.BindInput("total_sequence_length", _values[^1]);
        _values.Add(_rowLength.View(0, 1, 1));
        _binding.BindInput("row_positions", _values[^1]);
    }

    /// <summary>Computes positions of the lane's input behind its first ones.</summary>
    /// <param name="first">Positions of the input that another run has computed.</param>
    /// <param name="past">Positions that the lane holds.</param>
    /// <param name="count">How many.</param>
    public void Run(int first, int past, int count)
    {
        using var bound = _buffers.BeginPrefill(_binding, _lane, first, past, count, rowLength: past + count);
        Compute(first, past, count, rowLength: past + count);
    }

    /// <summary>Likewise, with logits of the last positions for a draft.</summary>
    /// <param name="first">Positions of the input that another run has computed.</param>
    /// <param name="past">Positions that the lane holds.</param>
    /// <param name="count">How many.</param>
    /// <param name="draft">Takes the logits.</param>
    /// <param name="row">The first of its rows.</param>
    /// <param name="rows">How many.</param>
    public void Run(int first, int past, int count, DraftBuffers.DraftBuffer draft, int row, int rows)
    {
        // Nobody looks at its attention row, so that has a single position.
        using var bound = _buffers.BeginPrefill(_binding, _lane, first, past, count, rowLength: 1);
        var (indices, logits) = draft.Bind(_binding, row, rows, count - rows);
        using (indices)
        using (logits) Compute(first, past, count, rowLength: 1);
    }

    private void Compute(int first, int past, int count, int rowLength)
    {
        (_total.Host[0], _rowLength.Host[0]) = (past + count, rowLength);
        using var sight = _buffers.Sight?.BeginPrefill(_binding, _lane, first, past, count);
        _session.RunWithBinding(_run, _binding);
    }

    public void Dispose()
    {
        _binding.Dispose();
        foreach (var value in _values) value.Dispose();
        _run.Dispose();
    }
}
