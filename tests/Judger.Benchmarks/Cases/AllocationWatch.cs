using Judger.Inference.Decoding;
using Judger.Inference.Kv;

namespace Judger.Benchmarks.Cases;

/// <summary>Reads how much the process has allocated at two decode steps of full width, on the thread that makes them.</summary>
internal sealed class AllocationWatch(IDecoder decoder, int width, int warm, int steps) : IDecoder
{
    private int _seen;
    private long _start;

    /// <summary>Bytes between the two steps; -1 before the second.</summary>
    public long Bytes { get; private set; } = -1;

    public KvMemory Memory => decoder.Memory;

    public int PrefillLimit => decoder.PrefillLimit;

    public void Step(int first, int count)
    {
        decoder.Step(first, count);
        if (count != width) return;
        _seen++;
        if (_seen == warm) _start = GC.GetTotalAllocatedBytes(precise: true);
        else if (_seen == warm + steps) Bytes = GC.GetTotalAllocatedBytes(precise: true) - _start;
    }

    public Span<float> PrefillInput(int lane, int count) => decoder.PrefillInput(lane, count);

    public void Prefill(int lane, int past, int count) => decoder.Prefill(lane, past, count);

    public Span<long> PrefillPlaces(int lane, int count) => decoder.PrefillPlaces(lane, count);

    public Span<float> StepInput(int lane, int past) => decoder.StepInput(lane, past);

    public Span<long> StepPlace(int lane) => decoder.StepPlace(lane);

    public ReadOnlySpan<float> Logits(int lane) => decoder.Logits(lane);

    public ReadOnlySpan<float> AttentionRow(int lane) => decoder.AttentionRow(lane);

    public void Dispose() => decoder.Dispose();
}
