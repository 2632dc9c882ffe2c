using Judger.Benchmarks.Harness;
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
        PeerKind.Judger or PeerKind.JudgerSplit => new JudgerPeer(model, threads, isBatched ? IPeer.Lanes : 1),
        PeerKind.Llama => new LlamaPeer(model, threads, library, isBatched),
        _ => new GenAiPeer(model, threads),
    };

    /// <summary>Makes all engines resident with a model, where they have one with its image encoder.</summary>
    public static IReadOnlyList<PeerSide> OpenAll(PeerModel model, int threads, Bench bench)
    {
        var sides = new List<PeerSide>();
        try
        {
            foreach (var kind in model.Kinds)
            {
                var peer = Open(kind, model.For(kind, bench), threads, bench.LlamaLibrary);
                sides.Add(new(kind, peer, null));
                sides[^1] = new(kind, peer, OpenEncoder(model, peer, threads, bench));
            }

            return sides;
        }
        catch
        {
            foreach (var side in sides) side.Dispose();
            throw;
        }
    }

    // Where llama.cpp has none, there is nothing to compare this engine's with.
    private static IPeerEncoder? OpenEncoder(PeerModel model, IPeer peer, int threads, Bench bench) => peer switch
    {
        JudgerPeer when LlamaLibrary.CanSee => new JudgerEncoder(model.EyesFor(PeerKind.Judger, bench), threads),
        LlamaPeer text when LlamaLibrary.CanSee => new LlamaEncoder(model.EyesFor(PeerKind.Llama, bench), text, model.Eyes.Geometry.ImageSize, threads),
        _ => null,
    };
}
