namespace Judger.Benchmarks.Peers;

/// <summary>An engine.</summary>
internal enum PeerKind
{
    /// <summary>This one.</summary>
    Judger,

    /// <summary>llama.cpp.</summary>
    Llama,

    /// <summary>ONNX Runtime GenAI.</summary>
    GenAi,
}
