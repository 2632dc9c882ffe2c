using System.Buffers.Binary;
using System.Text.Json;
using Judger.Inference.Files;
using Microsoft.Win32.SafeHandles;

namespace Judger.Export.Checkpoints;

/// <summary>
/// A safetensors file: eight bytes of header length, a JSON header, the tensors' bytes. The header is not trusted: every range is checked against the file and
/// against the shape before a byte is read. The file is read, not mapped: pages of a mapping would count as this process's memory, and a file that another
/// process cuts off would end it.
/// </summary>
internal sealed class SafetensorsFile : IDisposable
{
    private const int LengthBytes = 8;
    private const long MaxHeaderBytes = 100_000_000;

    private readonly SafeFileHandle _handle;

    private SafetensorsFile(string path)
    {
        Location = path;
        _handle = FolderFile.Open(path);
    }

    /// <summary>The file's path.</summary>
    public string Location { get; }

    /// <summary>What the file says of itself (<c>__metadata__</c>).</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; private set; } = new Dictionary<string, string>();

    /// <summary>Its tensors by name.</summary>
    public IReadOnlyDictionary<string, CheckpointTensor> Tensors { get; private set; } = new Dictionary<string, CheckpointTensor>();

    /// <summary>Opens a file and reads its header.</summary>
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
                FileRefusedException => new CheckpointException(path, e.Message, "copy the checkpoint's own file there", cause: e),
                IOException or UnauthorizedAccessException =>
                    new CheckpointException(path, $"cannot be read ({e.Message})", "check its permissions and the disk", cause: e),
                JsonException => SafetensorsHeader.Damaged(path, $"its header is not JSON ({e.Message})"),
                _ => e,
            };
        }
    }

    /// <summary>Writes a file, which appears whole or not at all and replaces one that is there.</summary>
    /// <param name="path">The file.</param>
    /// <param name="parts">Its tensors, in order.</param>
    /// <param name="metadata">What it says of itself.</param>
    public static void Write(string path, IReadOnlyList<SafetensorsPart> parts, IReadOnlyDictionary<string, string>? metadata = null)
    {
        var temporary = path + ".partial";
        using (var file = File.Create(temporary))
        {
            file.Write(SafetensorsHeader.Create(parts.Select(part => (part.Name, part.Shape, part.Type)), metadata));
            foreach (var part in parts) part.Write(file);
            file.Flush(flushToDisk: true);
        }

        File.Move(temporary, path, overwrite: true);
    }

    /// <summary>Closes the file; its tensors cannot be read any more.</summary>
    public void Dispose() => _handle.Dispose();

    private void ReadHeader()
    {
        var length = RandomAccess.GetLength(_handle);
        if (length < LengthBytes) throw SafetensorsHeader.Damaged(Location, $"it has {length} bytes, too few for a header");
        var headerBytes = BinaryPrimitives.ReadUInt64LittleEndian(Read(0, LengthBytes));
        if (headerBytes > MaxHeaderBytes || (long)headerBytes > length - LengthBytes)
            throw SafetensorsHeader.Damaged(Location, $"its header claims {headerBytes} bytes of {length}");
        var dataStart = LengthBytes + (long)headerBytes;
        var json = Read(LengthBytes, (int)headerBytes);
        Tensors = SafetensorsHeader.Read(Location, json, length - dataStart).ToDictionary(
            entry => entry.Name,
            entry => new CheckpointTensor(Location, _handle, dataStart + entry.Begin, entry),
            StringComparer.Ordinal);
        Metadata = SafetensorsHeader.ReadMetadata(json);
    }

    private byte[] Read(long offset, int count)
    {
        var bytes = new byte[count];
        for (var done = 0; done < count;)
        {
            var read = RandomAccess.Read(_handle, bytes.AsSpan(done), offset + done);
            if (read == 0) throw SafetensorsHeader.Damaged(Location, "it ends within its header");
            done += read;
        }

        return bytes;
    }
}
