using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Judger.Inference;

namespace Judger.Export;

/// <summary>A file of the model folder, written from front to back; its digest is taken on the way, so that no byte is read again.</summary>
internal sealed class OutputFile(string path, ExportMeter meter) : IDisposable
{
    private const int BlockBytes = 1 << 22;
    private readonly FileStream _file = new(path, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, BufferSize = 0 });
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    public long Length { get; private set; }

    /// <exception cref="OperationCanceledException">The export was cancelled.</exception>
    public void Write(ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length > 0)
        {
            var block = bytes[..Math.Min(bytes.Length, BlockBytes)];
            _file.Write(block);
            _hash.AppendData(block);
            Length += block.Length;
            meter.Add(Path.GetFileName(path), block.Length);
            bytes = bytes[block.Length..];
        }
    }

    /// <summary>Writes values of any size; their bytes may be more than a span can hold.</summary>
    public void Write<T>(ReadOnlySpan<T> values)
        where T : unmanaged
    {
        for (var done = 0; done < values.Length; done += BlockBytes)
            Write(MemoryMarshal.AsBytes(values[done..Math.Min(values.Length, done + BlockBytes)]));
    }

    /// <summary>Writes zeros up to a place.</summary>
    public void PadTo(long place)
    {
        if (place > Length) Write(new byte[checked((int)(place - Length))]);
    }

    /// <summary>Ends the file.</summary>
    public ModelFile Finish()
    {
        _file.Flush();
        return new(Length, Convert.ToHexStringLower(_hash.GetHashAndReset()));
    }

    public void Dispose()
    {
        _file.Dispose();
        _hash.Dispose();
    }
}
