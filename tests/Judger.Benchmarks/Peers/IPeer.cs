namespace Judger.Benchmarks.Peers;

/// <summary>A text decoder that is resident in an engine, asked step by step. What a lane holds behind the positions that are named is given up.</summary>
internal interface IPeer : IDisposable
{
    /// <summary>Lanes that decode together.</summary>
    const int Lanes = 8;

    /// <summary>Positions of a prompt and its answer.</summary>
    const int Context = 1536;

    /// <summary>Computes tokens of the first lane behind its first positions, and the logits of the last one.</summary>
    void Prefill(int past, ReadOnlySpan<int> tokens);

    /// <summary>The same of tokens, a picture's features <c>[patches, hidden]</c> and more tokens, as the engine takes a prompt with an image.</summary>
    /// <exception cref="NotSupportedException">The engine has no image encoder here.</exception>
    void Prefill(int past, ReadOnlySpan<int> before, ReadOnlySpan<float> features, ReadOnlySpan<int> after);

    /// <summary>Computes one token of the first lane behind its first positions, and its logits.</summary>
    void Step(int past, int token);

    /// <summary>Begins all lanes that decode together with the same tokens.</summary>
    void BeginBatch(ReadOnlySpan<int> tokens);

    /// <summary>Computes one token of every lane behind its first positions, and their logits.</summary>
    void StepBatch(int past, ReadOnlySpan<int> tokens);

    /// <summary>Logits <c>[vocabulary]</c> of the first lane after its last prefill or step.</summary>
    float[] Logits();
}
