using Microsoft.ML.OnnxRuntime;

namespace Judger.Inference;

/// <summary>Prefill steps of one lane.</summary>
internal sealed class PrefillBinding : IDisposable
{
    private readonly InferenceSession _session;
    private readonly DecoderBuffers _buffers;
    private readonly int _lane;
    private readonly RunOptions _run = new();
    private readonly OrtIoBinding _binding;
    private readonly List<OrtValue> _values;
    private readonly int[] _total = DecoderBuffers.Pinned<int>(1);
    private readonly long[] _lastIndex = DecoderBuffers.Pinned<long>(1);

    public PrefillBinding(InferenceSession session, DecoderBuffers buffers, int lane)
    {
        (_session, _buffers, _lane) = (session, buffers, lane);
        _binding = session.CreateIoBinding();
        _values = buffers.Bind(_binding, lane, 1);
        _values.Add(DecoderBuffers.View(_total, 0, 1, 1));
        _binding.BindInput("total_sequence_length", _values[^1]);
        _values.Add(DecoderBuffers.View(_lastIndex, 0, 1, 1, 1));
        _binding.BindInput("last_index", _values[^1]);
    }

    public void Run(int past, int count)
    {
        _buffers.LastPositions(_lane, 1)[0] = past + count - 1;
        _total[0] = past + count;
        _lastIndex[0] = count - 1;
        using var input = OrtValue.CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, _buffers.PrefillInput(_lane, count), [1, count, _buffers.Hidden]);
        _binding.BindInput("inputs_embeds", input);
        _session.RunWithBinding(_run, _binding);
    }

    public void Dispose()
    {
        _binding.Dispose();
        foreach (var value in _values) value.Dispose();
        _run.Dispose();
    }
}
