namespace Judger.Benchmarks.Peers;

/// <summary>An engine with a model resident.</summary>
/// <param name="Kind">The engine.</param>
/// <param name="Peer">Its text decoder.</param>
/// <param name="Encoder">Its image encoder; null where it has none here.</param>
internal sealed record PeerSide(PeerKind Kind, IPeer Peer, IPeerEncoder? Encoder) : IDisposable
{
    public void Dispose()
    {
        Encoder?.Dispose();
        Peer.Dispose();
    }
}
