using Microsoft.ML.OnnxRuntime;

namespace Judger.Inference;

/// <summary>
/// The decoder graph. A lane's buffers are bound as past and present both, so that keys and values are appended in place and any prefix can be continued.
/// Bindings are made once for each lane and each range of lanes, so a decode step allocates nothing.
/// </summary>
internal sealed class OnnxDecoder : IDecoder
{
    private readonly InferenceSession _session;
    private readonly DecoderBuffers _buffers;
    private readonly PrefillBinding?[] _prefills;
    private readonly StepBinding?[,] _steps;

    public OnnxDecoder(InferenceSession session, DecoderGeometry geometry, KvMemory memory, OrtMemoryInfo memoryInfo, int prefillLimit)
    {
        _session = session;
        Memory = memory;
        PrefillLimit = prefillLimit;
        _buffers = new(geometry, memory, memoryInfo, prefillLimit);
        _prefills = new PrefillBinding[memory.Lanes];
        _steps = new StepBinding[memory.Lanes, memory.Lanes + 1];
    }

    public KvMemory Memory { get; }

    public int PrefillLimit { get; }

    public Span<float> PrefillInput(int lane, int count) => _buffers.PrefillInput(lane, count).Span;

    public void Prefill(int lane, int past, int count) => (_prefills[lane] ??= new(_session, _buffers, lane)).Run(past, count);

    public Span<float> StepInput(int lane, int past) => _buffers.StepInput(lane, past);

    public void Step(int first, int count) => (_steps[first, count] ??= new(_session, _buffers, first, count)).Run();

    public ReadOnlySpan<float> Logits(int lane) => _buffers.Logits(lane);

    public ReadOnlySpan<float> AttentionRow(int lane) => _buffers.AttentionRow(lane);

    public void Dispose()
    {
        foreach (var binding in _prefills) binding?.Dispose();
        foreach (var binding in _steps) binding?.Dispose();
        _session.Dispose();
        _buffers.Dispose();
        Memory.Dispose();
    }
}
