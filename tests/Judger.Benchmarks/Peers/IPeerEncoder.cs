namespace Judger.Benchmarks.Peers;

/// <summary>An image encoder that is resident in an engine. It holds the pictures that it is asked about, resized and normalised before.</summary>
internal interface IPeerEncoder : IDisposable
{
    /// <summary>What the last encode gave, <c>[patches, hidden]</c>.</summary>
    ReadOnlySpan<float> Features { get; }

    /// <summary>Encodes one of <see cref="PeerPictures"/>.</summary>
    void Encode(int picture);
}
