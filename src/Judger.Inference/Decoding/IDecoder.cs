namespace Judger.Inference;

/// <summary>The decoder with its KV buffers. Its spans are valid until the next call.</summary>
internal interface IDecoder : IDisposable
{
    /// <summary>Where the embeddings <c>[count, hidden]</c> of the next <see cref="Append"/> are written.</summary>
    Span<float> Input(int count);

    /// <summary>Computes <paramref name="count"/> positions behind the first <paramref name="past"/> ones; what the buffers held behind those is lost.</summary>
    void Append(int past, int count);

    /// <summary>Logits <c>[vocabulary]</c> of the last position computed.</summary>
    ReadOnlySpan<float> Logits { get; }

    /// <summary>Attention <c>[context]</c> of the last position computed to every position.</summary>
    ReadOnlySpan<float> AttentionRow { get; }
}
