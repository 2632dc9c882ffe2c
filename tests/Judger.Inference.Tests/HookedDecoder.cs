namespace Judger.Inference.Tests;

/// <summary>A decoder with a hook before every step, to fail or to wait in.</summary>
internal sealed class HookedDecoder(IDecoder inner, Action<int> beforeStep) : IDecoder
{
    private int _steps;

    public ReadOnlySpan<float> Logits => inner.Logits;

    public ReadOnlySpan<float> AttentionRow => inner.AttentionRow;

    public Span<float> Input(int count) => inner.Input(count);

    public void Append(int past, int count)
    {
        beforeStep(_steps++);
        inner.Append(past, count);
    }

    public void Dispose() => inner.Dispose();
}
