using System.IO.MemoryMappedFiles;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using Judger.Inference.Errors;
using Judger.Inference.Manifest;

namespace Judger.Inference.Decoding;

/// <summary>The token embeddings <c>[vocabulary, hidden]</c>, memory-mapped; a row is widened to float32 when it is read.</summary>
internal sealed unsafe class EmbeddingTable : ITokenEmbeddings
{
    private readonly MemoryMappedFile _file;
    private readonly MemoryMappedViewAccessor _view;
    private readonly byte* _rows;
    private readonly int _hidden;
    private readonly WeightType _type;

    public EmbeddingTable(string path, int vocabulary, int hidden, WeightType type)
    {
        _hidden = hidden;
        _type = type;
        var expected = (long)vocabulary * RowBytes;
        if (new FileInfo(path).Length != expected)
            throw new ModelFolderException($"{path} does not hold {vocabulary} x {hidden} values of {type}: export the model again.");
        _file = MemoryMappedFile.CreateFromFile(path, FileMode.Open, mapName: null, 0, MemoryMappedFileAccess.Read);
        _view = _file.CreateViewAccessor(0, expected, MemoryMappedFileAccess.Read);
        _view.SafeMemoryMappedViewHandle.AcquirePointer(ref _rows);
    }

    private int RowBytes => _hidden * (_type == WeightType.Float32 ? sizeof(float) : sizeof(ushort));

    /// <inheritdoc/>
    public void Read(int token, Span<float> row)
    {
        var bytes = new ReadOnlySpan<byte>(_rows + ((long)token * RowBytes), RowBytes);
        switch (_type)
        {
            case WeightType.Float32:
                MemoryMarshal.Cast<byte, float>(bytes).CopyTo(row);
                break;
            case WeightType.Float16:
                TensorPrimitives.ConvertToSingle(MemoryMarshal.Cast<byte, Half>(bytes), row);
                break;
            default:
                var halves = MemoryMarshal.Cast<byte, ushort>(bytes);
                for (var i = 0; i < row.Length; i++) row[i] = BitConverter.UInt32BitsToSingle((uint)halves[i] << 16);
                break;
        }
    }

    public void Dispose()
    {
        _view.SafeMemoryMappedViewHandle.ReleasePointer();
        _view.Dispose();
        _file.Dispose();
    }
}
