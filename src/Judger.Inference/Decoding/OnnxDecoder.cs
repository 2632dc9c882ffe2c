using Judger.Inference.Devices;
using Judger.Inference.Kv;
using Judger.Inference.Manifest;
using Microsoft.ML.OnnxRuntime;

namespace Judger.Inference.Decoding;

/// <summary>
/// The decoder graph. A lane's buffers are bound as past and present both, so that keys and values are appended in place and any prefix can be continued.
/// Bindings are kept for each lane and for the usual ranges of lanes, so a decode step allocates nothing.
/// </summary>
internal sealed class OnnxDecoder : IDecoder
{
    private readonly InferenceSession _session;
    private readonly IDevice _device;
    private readonly DecoderBuffers _buffers;
    private readonly PrefillBinding?[] _prefills;
    private readonly StepBindings _steps;

    /// <param name="session">The decoder's graph, opened on the device.</param>
    /// <param name="device">The device.</param>
    /// <param name="geometry">The decoder's sizes.</param>
    /// <param name="layout">How keys and values lie.</param>
    /// <param name="lanes">How many lanes.</param>
    /// <param name="prefillLimit">Most positions of one prefill.</param>
    public OnnxDecoder(InferenceSession session, IDevice device, DecoderGeometry geometry, KvLayout layout, int lanes, int prefillLimit)
    {
        (_session, _device) = (session, device);
        Memory = device.AllocateKv(layout, lanes);
        PrefillLimit = prefillLimit;
        _buffers = new(device, geometry, Memory, prefillLimit);
        _prefills = new PrefillBinding[lanes];
        _steps = new(session, device, _buffers, lanes);
    }

    public KvMemory Memory { get; }

    public int PrefillLimit { get; }

    /// <summary>Bindings of decode steps that are kept.</summary>
    public int StepBindings => _steps.Count;

    public Span<float> PrefillInput(int lane, int count) => _buffers.PrefillInput(lane, count);

    public Span<long> PrefillPlaces(int lane, int count) => _buffers.PrefillPlaces(lane, count);

    public Span<int> PrefillImageEnds(int lane, int count) => _buffers.PrefillImageEnds(lane, count);

    public void Prefill(int lane, int past, int count) => (_prefills[lane] ??= new(_session, _device, _buffers, lane)).Run(past, count);

    public Span<float> StepInput(int lane, int past) => _buffers.StepInput(lane, past);

    public Span<long> StepPlace(int lane) => _buffers.StepPlace(lane);

    public void Step(int first, int count) => _steps.Get(first, count).Run();

    public ReadOnlySpan<float> Logits(int lane) => _buffers.Logits(lane);

    public ReadOnlySpan<float> AttentionRow(int lane) => _buffers.AttentionRow(lane);

    public void Dispose()
    {
        foreach (var binding in _prefills) binding?.Dispose();
        _steps.Dispose();
        _session.Dispose();
        _buffers.Dispose();
        Memory.Dispose();
    }
}
