namespace Judger.Inference.Kv;

/// <summary>Keys and values of a run of positions outside of any lane: <c>[planes, heads, count, head size]</c>.</summary>
/// <param name="memory">What allocated it.</param>
/// <param name="address">Where it is.</param>
/// <param name="start">Its first position.</param>
/// <param name="count">Its positions.</param>
internal sealed class KvBlock(KvMemory memory, nint address, int start, int count) : IDisposable
{
    public nint Address { get; } = address;

    public int Start { get; } = start;

    public int Count { get; } = count;

    public long Bytes => Count * memory.Layout.PositionBytes;

    public void Dispose() => memory.Free(this);
}
