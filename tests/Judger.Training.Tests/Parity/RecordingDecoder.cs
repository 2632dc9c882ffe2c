using Judger.Inference;

namespace Judger.Training.Tests;

/// <summary>Keeps the logits of every step that the engine takes.</summary>
internal sealed class RecordingDecoder(IDecoder decoder) : IDecoder
{
    public List<float[]> Steps { get; } = [];

    public ReadOnlySpan<float> Logits => decoder.Logits;

    public ReadOnlySpan<float> AttentionRow => decoder.AttentionRow;

    public Span<float> Input(int count) => decoder.Input(count);

    public void Append(int past, int count)
    {
        decoder.Append(past, count);
        Steps.Add(decoder.Logits.ToArray());
    }

    public void Dispose() => decoder.Dispose();
}
