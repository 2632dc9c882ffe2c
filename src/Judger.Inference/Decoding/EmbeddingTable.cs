using System.Buffers;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using Judger.Inference.Errors;
using Judger.Inference.Files;
using Judger.Inference.Manifest;
using Microsoft.Win32.SafeHandles;

namespace Judger.Inference.Decoding;

/// <summary>
/// The token embeddings <c>[vocabulary, hidden]</c>; a row is read from the file, and widened to float32, when it is asked for. The file is not mapped: one
/// that is cut off meanwhile would end the process instead of failing the request.
/// </summary>
internal sealed class EmbeddingTable : ITokenEmbeddings
{
    private readonly SafeFileHandle _file;
    private readonly string _path;
    private readonly int _hidden;
    private readonly WeightType _type;

    public EmbeddingTable(string path, int vocabulary, int hidden, WeightType type)
    {
        (_path, _hidden, _type) = (path, hidden, type);
        _file = FolderFile.Open(path);
        if (RandomAccess.GetLength(_file) == (long)vocabulary * RowBytes) return;
        _file.Dispose();
        throw new ModelFolderException($"{path} does not hold {vocabulary} x {hidden} values of {type}: export the model again.");
    }

    private int RowBytes => _hidden * (_type == WeightType.Float32 ? sizeof(float) : sizeof(ushort));

    /// <inheritdoc/>
    public void Read(int token, Span<float> row)
    {
        if (_type == WeightType.Float32)
        {
            Fill(token, MemoryMarshal.AsBytes(row[.._hidden]));
            return;
        }

        var buffer = ArrayPool<byte>.Shared.Rent(RowBytes);
        try
        {
            var bytes = buffer.AsSpan(0, RowBytes);
            Fill(token, bytes);
            if (_type == WeightType.Float16) TensorPrimitives.ConvertToSingle(MemoryMarshal.Cast<byte, Half>(bytes), row);
            else
            {
                var halves = MemoryMarshal.Cast<byte, ushort>(bytes);
                for (var i = 0; i < halves.Length; i++) row[i] = BitConverter.UInt32BitsToSingle((uint)halves[i] << 16);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    public void Dispose() => _file.Dispose();

    private void Fill(int token, Span<byte> bytes)
    {
        var from = (long)token * RowBytes;
        for (var done = 0; done < bytes.Length;)
        {
            var read = RandomAccess.Read(_file, bytes[done..], from + done);
            if (read == 0) throw new ModelChangedException(_path);
            done += read;
        }
    }
}
