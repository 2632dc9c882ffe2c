namespace Judger.Inference.Decoding;

/// <summary>The token embeddings <c>[vocabulary, hidden]</c>. Safe for several threads at once.</summary>
internal interface ITokenEmbeddings : IDisposable
{
    /// <summary>Writes the embedding of a token to <paramref name="row"/>, of length hidden.</summary>
    void Read(int token, Span<float> row);
}
