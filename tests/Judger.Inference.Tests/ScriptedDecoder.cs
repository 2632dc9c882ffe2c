using Judger.Inference.Decoding;

namespace Judger.Inference.Tests;

/// <summary>A decoder that says given tokens, one a step from the first generated position on.</summary>
internal sealed class ScriptedDecoder(IDecoder inner, int[] tokens) : HookedDecoder(inner, _ => { })
{
    private readonly float[] _logits = new float[inner.Logits(0).Length];
    private int _next;

    public override ReadOnlySpan<float> Logits(int lane)
    {
        Array.Clear(_logits);
        _logits[tokens[_next]] = 10;
        return _logits;
    }

    public override void Prefill(int lane, int past, int count)
    {
        base.Prefill(lane, past, count);
        _next = 0;
    }

    public override void Step(int first, int count)
    {
        base.Step(first, count);
        _next++;
    }
}
