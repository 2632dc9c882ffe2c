using Microsoft.ML.OnnxRuntime;

namespace Judger.Inference;

/// <summary>Decode steps of one range of lanes, one position each.</summary>
internal sealed class StepBinding : IDisposable
{
    private readonly InferenceSession _session;
    private readonly DecoderBuffers _buffers;
    private readonly int _first;
    private readonly int _count;
    private readonly RunOptions _run = new();
    private readonly OrtIoBinding _binding;
    private readonly List<OrtValue> _values;
    private readonly int[] _total = DecoderBuffers.Pinned<int>(1);

    public StepBinding(InferenceSession session, DecoderBuffers buffers, int first, int count)
    {
        (_session, _buffers, _first, _count) = (session, buffers, first, count);
        _binding = session.CreateIoBinding();
        _values = buffers.Bind(_binding, first, count);
        _values.Add(buffers.StepInputs(first, count));
        _binding.BindInput("inputs_embeds", _values[^1]);
        _values.Add(DecoderBuffers.View(_total, 0, 1, 1));
        _binding.BindInput("total_sequence_length", _values[^1]);
        _values.Add(DecoderBuffers.View(DecoderBuffers.Pinned<long>(count), 0, count, count, 1));
        _binding.BindInput("last_index", _values[^1]);
    }

    public void Run()
    {
        // The longest sequence of the batch.
        _total[0] = 0;
        foreach (var last in _buffers.LastPositions(_first, _count)) _total[0] = Math.Max(_total[0], last + 1);
        _session.RunWithBinding(_run, _binding);
    }

    public void Dispose()
    {
        _binding.Dispose();
        foreach (var value in _values) value.Dispose();
        _run.Dispose();
    }
}
