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

    /// <summary>This one, with a graph for prompts and one for answers.</summary>
    JudgerSplit,
}
