using Judger.Inference.Decoding;
using Judger.Inference.Kv;

namespace Judger.Inference.Tests;

/// <summary>A decoder with a hook before every prefill and decode step, to fail or to wait in.</summary>
internal class HookedDecoder(IDecoder inner, Action<int> beforeStep) : IDecoder
{
    private int _steps = -1;

    public KvMemory Memory => inner.Memory;

    public virtual int PrefillLimit => inner.PrefillLimit;

    public Span<float> PrefillInput(int lane, int count) => inner.PrefillInput(lane, count);

    public Span<long> PrefillPlaces(int lane, int count) => inner.PrefillPlaces(lane, count);

    public Span<float> StepInput(int lane, int past) => inner.StepInput(lane, past);

    public Span<long> StepPlace(int lane) => inner.StepPlace(lane);

    public virtual ReadOnlySpan<float> Logits(int lane) => inner.Logits(lane);

    public ReadOnlySpan<float> AttentionRow(int lane) => inner.AttentionRow(lane);

    public virtual int DraftLimit => 0;

    public virtual IDraftLogits Verify(int lane, int past, int count, int drafted) => inner.Verify(lane, past, count, drafted);

    public virtual void Prefill(int lane, int past, int count)
    {
        beforeStep(Interlocked.Increment(ref _steps));
        inner.Prefill(lane, past, count);
    }

    public virtual void Step(int first, int count)
    {
        beforeStep(Interlocked.Increment(ref _steps));
        inner.Step(first, count);
    }

    public void Dispose() => inner.Dispose();
}
