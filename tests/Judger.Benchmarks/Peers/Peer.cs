using Judger.Benchmarks.Peers.GenAi;
using Judger.Benchmarks.Peers.Llama;

namespace Judger.Benchmarks.Peers;

/// <summary>Opens peers.</summary>
internal static class Peer
{
    /// <summary>Makes a model resident.</summary>
    /// <param name="kind">The engine.</param>
    /// <param name="model">Its model folder, or its file.</param>
    /// <param name="threads">Threads of a step.</param>
    /// <param name="library">Another llama.cpp than the package's; null for that.</param>
    /// <param name="isBatched">Whether lanes will decode together.</param>
    public static IPeer Open(PeerKind kind, string model, int threads, string? library, bool isBatched = true) => kind switch
    {
        PeerKind.Judger => new JudgerPeer(model, threads, isBatched ? IPeer.Lanes : 1),
        PeerKind.Llama => new LlamaPeer(model, threads, library, isBatched),
        _ => new GenAiPeer(model, threads),
    };
}
