using Judger.Inference.Devices;
using Microsoft.ML.OnnxRuntime;

namespace Judger.Inference.Decoding;

/// <summary>
/// The bindings of decode steps by range of lanes, made when they are first needed. There are about lanes x lanes / 2 ranges, and a binding holds two native
/// values for each layer, so only the ones used most recently are kept. One step at a time.
/// </summary>
internal sealed class StepBindings(InferenceSession session, IDevice device, DecoderBuffers buffers, int lanes) : IDisposable
{
    /// <summary>Bindings kept for each lane: more than the ranges that are usual at any load, which are those from the first lane on.</summary>
    public const int PerLane = 4;

    private readonly StepBinding?[,] _bindings = new StepBinding[lanes, lanes + 1];
    private readonly List<StepBinding> _kept = [];
    private long _clock;

    /// <summary>How many are kept.</summary>
    public int Count => _kept.Count;

    /// <summary>The binding of a range of lanes.</summary>
    public StepBinding Get(int first, int count)
    {
        var binding = _bindings[first, count] ?? Add(first, count);
        binding.LastUsed = ++_clock;
        return binding;
    }

    public void Dispose()
    {
        foreach (var binding in _kept) binding.Dispose();
    }

    private StepBinding Add(int first, int count)
    {
        if (_kept.Count == PerLane * lanes) DropOldest();
        var binding = new StepBinding(session, device, buffers, first, count);
        _kept.Add(binding);
        return _bindings[first, count] = binding;
    }

    private void DropOldest()
    {
        var oldest = 0;
        for (var i = 1; i < _kept.Count; i++)
        {
            if (_kept[i].LastUsed < _kept[oldest].LastUsed) oldest = i;
        }

        var binding = _kept[oldest];
        _bindings[binding.First, binding.Count] = null;
        _kept.RemoveAt(oldest);
        binding.Dispose();
    }
}
