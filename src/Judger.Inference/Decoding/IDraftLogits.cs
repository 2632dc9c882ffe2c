namespace Judger.Inference.Decoding;

/// <summary>What a prefill with a draft behind its prompt gave, until it is disposed.</summary>
internal interface IDraftLogits : IDisposable
{
    /// <summary>Logits <c>[vocabulary]</c>: those of the prompt's last position for 0, those behind so many of the draft's tokens for others.</summary>
    ReadOnlySpan<float> this[int drafted] { get; }
}
