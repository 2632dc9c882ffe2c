using Judger.Inference.Manifest;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Judger.Inference.Kv;

/// <summary>
/// The keys and values of all lanes. In each plane the lanes lie one behind the other, so that neighbouring lanes are one batch without a copy. Different
/// lanes may be used by different threads at the same time.
/// </summary>
internal abstract class KvMemory : IDisposable
{
    private readonly List<nint> _planes;
    private readonly Action<nint> _free;

    /// <param name="layout">How keys and values lie.</param>
    /// <param name="lanes">How many lanes.</param>
    /// <param name="allocate">Memory of zeros: what a lane holds behind its last position must be numbers, though nothing comes of them.</param>
    /// <param name="free">Gives it back.</param>
    protected KvMemory(KvLayout layout, int lanes, Func<long, nint> allocate, Action<nint> free)
    {
        // Functions and not overrides: an override would run before its object is complete.
        (Layout, Lanes, _planes, _free) = (layout, lanes, new(layout.Planes), free);
        try
        {
            while (_planes.Count < layout.Planes) _planes.Add(allocate(lanes * layout.LaneBytes));
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public KvLayout Layout { get; }

    public int Lanes { get; }

    /// <summary>Where a lane begins in a plane; the keys of layer i are plane 2 i, its values plane 2 i + 1.</summary>
    public nint Address(int plane, int lane) => _planes[plane] + (nint)(lane * Layout.LaneBytes);

    /// <summary>A plane of some neighbouring lanes as a tensor <c>[count, heads, capacity, head size]</c>.</summary>
    public OrtValue View(OrtMemoryInfo memory, int plane, int first, int count)
    {
        var type = Layout.Type switch
        {
            KeyValueType.Float16 => TensorElementType.Float16,
            KeyValueType.BFloat16 => TensorElementType.BFloat16,
            _ => TensorElementType.Float,
        };
        return OrtValue.CreateTensorValueWithData(
            memory, type, [count, Layout.Heads, Layout.Capacity, Layout.HeadSize], Address(plane, first), count * Layout.LaneBytes);
    }

    /// <summary>Copies positions of one lane to the same positions of another.</summary>
    public void Copy(int from, int to, int start, int count)
    {
        var offset = (nint)(start * Layout.RowBytes);
        for (var plane = 0; plane < _planes.Count; plane++)
            CopyRows(Address(plane, from) + offset, Layout.HeadBytes, Address(plane, to) + offset, Layout.HeadBytes, count * Layout.RowBytes, Layout.Heads);
    }

    /// <summary>Copies positions of a lane into a block of their own.</summary>
    public KvBlock Save(int lane, int start, int count)
    {
        var block = new KvBlock(this, AllocateBlock(count * Layout.PositionBytes), start, count);
        for (var plane = 0; plane < _planes.Count; plane++)
        {
            CopyRows(
                Address(plane, lane) + (nint)(start * Layout.RowBytes),
                Layout.HeadBytes,
                BlockPlane(block, plane),
                count * Layout.RowBytes,
                count * Layout.RowBytes,
                Layout.Heads);
        }

        return block;
    }

    /// <summary>Copies the first positions of a block to where they were saved from, in any lane.</summary>
    public void Load(KvBlock block, int lane, int count)
    {
        for (var plane = 0; plane < _planes.Count; plane++)
        {
            CopyRows(
                BlockPlane(block, plane),
                block.Count * Layout.RowBytes,
                Address(plane, lane) + (nint)(block.Start * Layout.RowBytes),
                Layout.HeadBytes,
                count * Layout.RowBytes,
                Layout.Heads);
        }
    }

    public void Free(KvBlock block) => FreeBlock(block.Address);

    public void Dispose()
    {
        foreach (var plane in _planes) _free(plane);
        _planes.Clear();
        GC.SuppressFinalize(this);
    }

    /// <summary>Memory that is written whole before it is read.</summary>
    protected abstract nint AllocateBlock(long bytes);

    protected abstract void FreeBlock(nint address);

    /// <summary>Copies rows of some width; a pitch is the distance from one row to the next.</summary>
    protected abstract void CopyRows(nint from, long fromPitch, nint to, long toPitch, long width, int rows);

    private nint BlockPlane(KvBlock block, int plane) => block.Address + (nint)(plane * Layout.Heads * block.Count * Layout.RowBytes);
}
