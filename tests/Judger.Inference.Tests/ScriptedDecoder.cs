namespace Judger.Inference.Tests;

/// <summary>A decoder that says given tokens, one a step from the first generated position on.</summary>
internal sealed class ScriptedDecoder(IDecoder inner, int[] tokens) : IDecoder
{
    private readonly float[] _logits = new float[inner.Logits.Length];
    private int _next;

    public ReadOnlySpan<float> Logits => _logits;

    public ReadOnlySpan<float> AttentionRow => inner.AttentionRow;

    public Span<float> Input(int count) => inner.Input(count);

    public void Append(int past, int count)
    {
        inner.Append(past, count);
        if (count > 1) _next = 0;
        Array.Clear(_logits);
        _logits[tokens[_next++]] = 10;
    }

    public void Dispose() => inner.Dispose();
}
