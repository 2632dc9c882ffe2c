using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Judger.Inference.Manifest;

namespace Judger.Export.Output;

/// <summary>
/// A file of the model folder, written from front to back. Its digest is taken on the way, so that no byte is read again: one thread hashes a block while
/// another writes it and others fill the next ones.
/// </summary>
internal sealed class OutputFile : IDisposable
{
    private readonly string _name;
    private readonly ExportMeter _meter;
    private readonly FileStream _file;
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly BlockPipeline _pipeline;

    public OutputFile(string path, ExportMeter meter)
    {
        (_name, _meter) = (Path.GetFileName(path), meter);
        _file = new(path, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, BufferSize = 0 });
        _pipeline = new(_hash.AppendData, _file.Write);
    }

    public long Length { get; private set; }

    /// <exception cref="OperationCanceledException">The export was cancelled.</exception>
    public void Write(ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length > 0)
        {
            var block = bytes[..Math.Min(bytes.Length, BlockBuffer.Bytes)];
            _pipeline.Add(block);
            Count(block.Length);
            bytes = bytes[block.Length..];
        }
    }

    /// <summary>Writes values of any size; their bytes may be more than a span can hold.</summary>
    public void Write<T>(ReadOnlySpan<T> values)
        where T : unmanaged
    {
        for (var done = 0; done < values.Length; done += BlockBuffer.Bytes)
            Write(MemoryMarshal.AsBytes(values[done..Math.Min(values.Length, done + BlockBuffer.Bytes)]));
    }

    /// <summary>Writes a tensor whose blocks are filled on several threads, in any order.</summary>
    /// <param name="bytes">The tensor's bytes.</param>
    /// <param name="fill">Fills a block; blocks begin at multiples of a power of two. It may still be called after this returned, until
    /// <see cref="Finish"/>.</param>
    /// <exception cref="OperationCanceledException">The export was cancelled.</exception>
    public void Write(long bytes, BlockFiller fill)
    {
        for (var from = 0L; from < bytes; from += BlockBuffer.Bytes)
        {
            var length = (int)Math.Min(BlockBuffer.Bytes, bytes - from);
            _pipeline.Add(length, from, fill);
            Count(length);
        }
    }

    /// <summary>Writes zeros up to a place.</summary>
    public void PadTo(long place)
    {
        if (place > Length) Write(new byte[checked((int)(place - Length))]);
    }

    /// <summary>Ends the file.</summary>
    public ModelFile Finish()
    {
        _pipeline.Finish();
        _file.Flush();
        return new(Length, Convert.ToHexStringLower(_hash.GetHashAndReset()));
    }

    public void Dispose()
    {
        _pipeline.Dispose();
        _file.Dispose();
        _hash.Dispose();
    }

    private void Count(int bytes)
    {
        Length += bytes;
        _meter.Add(_name, bytes);
    }
}
