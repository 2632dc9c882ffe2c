using Judger.Inference.Kv;

namespace Judger.Inference.Decoding;

/// <summary>
/// The decoder over its lanes. Steps on different lanes may run on different threads at the same time; a lane's spans are valid until its next step.
/// </summary>
internal interface IDecoder : IDisposable
{
    /// <summary>The lanes' keys and values.</summary>
    KvMemory Memory { get; }

    /// <summary>Most positions of one <see cref="Prefill"/>.</summary>
    int PrefillLimit { get; }

    /// <summary>
    /// Where the embeddings <c>[count, hidden]</c> of a lane's next prefill are written; each as wide as the input, with the features of layers behind it.
    /// </summary>
    Span<float> PrefillInput(int lane, int count);

    /// <summary>
    /// Where the places <c>[count, 3]</c> of a lane's next prefill are written; empty for a decoder that takes them from the cache's length.
    /// </summary>
    Span<long> PrefillPlaces(int lane, int count) => [];

    /// <summary>
    /// Where the last position of the image that each position of a lane's next prefill belongs to is written, -1 for text. Empty for a decoder that sees no
    /// images as a whole.
    /// </summary>
    Span<int> PrefillImageEnds(int lane, int count) => [];

    /// <summary>
    /// Computes <paramref name="count"/> positions of a lane behind its first <paramref name="past"/> ones; what it held behind those is lost.
    /// </summary>
    void Prefill(int lane, int past, int count);

    /// <summary>Most tokens of a draft that one <see cref="Verify"/> takes; 0 for a decoder that gives the logits of a single position.</summary>
    int DraftLimit => 0;

    /// <summary>
    /// A prefill like <see cref="Prefill"/>, of which the last <paramref name="drafted"/> positions are those of a draft of the answer. The lane's attention
    /// row means nothing after it.
    /// </summary>
    /// <returns>The logits of the prompt's last position and of each of the draft's.</returns>
    IDraftLogits Verify(int lane, int past, int count, int drafted) => throw new NotSupportedException("this decoder gives the logits of one position");

    /// <summary>
    /// Where the embedding <c>[hidden]</c> of a lane's next position is written before <see cref="Step"/>; notes how many positions lie before it.
    /// </summary>
    Span<float> StepInput(int lane, int past);

    /// <summary>Where the place <c>[3]</c> of a lane's next position is written before <see cref="Step"/>; empty for a decoder that takes no places.</summary>
    Span<long> StepPlace(int lane) => [];

    /// <summary>Computes one position of each of some neighbouring lanes, as one batch.</summary>
    void Step(int first, int count);

    /// <summary>Logits <c>[vocabulary]</c> of the position of a lane that was computed last.</summary>
    ReadOnlySpan<float> Logits(int lane);

    /// <summary>After a prefill, attention of its last position to every position up to it; what lies behind them in <c>[capacity]</c> means nothing.</summary>
    ReadOnlySpan<float> AttentionRow(int lane);
}
