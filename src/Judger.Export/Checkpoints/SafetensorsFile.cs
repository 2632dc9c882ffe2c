using System.Buffers.Binary;
using System.IO.MemoryMappedFiles;
using System.Text.Json;

namespace Judger.Export;

/// <summary>
/// A safetensors file, memory-mapped: eight bytes of header length, a JSON header, the tensors' bytes. The header is not trusted: every range is checked
/// against the file and against the shape before a byte is read.
/// </summary>
internal sealed unsafe class SafetensorsFile : IDisposable
{
    private const int LengthBytes = 8;
    private const long MaxHeaderBytes = 100_000_000;

    private readonly MemoryMappedFile _file;
    private readonly MemoryMappedViewAccessor _view;
    private readonly byte* _start;

    private SafetensorsFile(string path)
    {
        Location = path;
        Length = new FileInfo(path).Length;
        if (Length < LengthBytes) throw SafetensorsHeader.Damaged(path, $"it has {Length} bytes, too few for a header");
        _file = MemoryMappedFile.CreateFromFile(path, FileMode.Open, mapName: null, 0, MemoryMappedFileAccess.Read);
        _view = _file.CreateViewAccessor(0, Length, MemoryMappedFileAccess.Read);
        _view.SafeMemoryMappedViewHandle.AcquirePointer(ref _start);
    }

    public string Location { get; }

    public IReadOnlyDictionary<string, CheckpointTensor> Tensors { get; private set; } = new Dictionary<string, CheckpointTensor>();

    private long Length { get; }

    /// <exception cref="CheckpointException">The file is missing, truncated, or its header contradicts it.</exception>
    public static SafetensorsFile Open(string path)
    {
        SafetensorsFile? file = null;
        try
        {
            file = new(path);
            file.ReadHeader();
            return file;
        }
        catch (Exception e)
        {
            file?.Dispose();
            throw e switch
            {
                FileNotFoundException or DirectoryNotFoundException =>
                    new CheckpointException(path, "is missing", "give the folder of a complete Hugging Face checkpoint", cause: e),
                IOException or UnauthorizedAccessException => new CheckpointException(path, "cannot be read", "check its permissions and the disk", cause: e),
                JsonException => SafetensorsHeader.Damaged(path, $"its header is not JSON ({e.Message})"),
                _ => e,
            };
        }
    }

    public void Dispose()
    {
        _view.SafeMemoryMappedViewHandle.ReleasePointer();
        _view.Dispose();
        _file.Dispose();
    }

    private void ReadHeader()
    {
        var headerBytes = BinaryPrimitives.ReadUInt64LittleEndian(new ReadOnlySpan<byte>(_start, LengthBytes));
        if (headerBytes > MaxHeaderBytes || (long)headerBytes > Length - LengthBytes)
            throw SafetensorsHeader.Damaged(Location, $"its header claims {headerBytes} bytes of {Length}");
        var dataStart = LengthBytes + (long)headerBytes;
        var entries = SafetensorsHeader.Read(Location, new ReadOnlySpan<byte>(_start + LengthBytes, (int)headerBytes).ToArray(), Length - dataStart);
        Tensors = entries.ToDictionary(
            entry => entry.Name,
            entry => new CheckpointTensor(Location, entry.Name, entry.Type, entry.Shape, _start + dataStart + entry.Begin),
            StringComparer.Ordinal);
    }
}
