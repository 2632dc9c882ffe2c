using System.Runtime.InteropServices;
using System.Text.Json;

namespace Judger.Export.Probing;

/// <summary>A safetensors file of float32 and int32 tensors.</summary>
internal sealed class ProbeFile
{
    private readonly SortedDictionary<string, (string Type, long[] Shape, byte[] Bytes)> _tensors = new(StringComparer.Ordinal);

    /// <summary>Adds real numbers.</summary>
    public void Add(string name, float[] values, params long[] shape) => _tensors.Add(name, ("F32", shape, MemoryMarshal.AsBytes<float>(values).ToArray()));

    /// <summary>Adds whole numbers.</summary>
    public void Add(string name, int[] values, params long[] shape) => _tensors.Add(name, ("I32", shape, MemoryMarshal.AsBytes<int>(values).ToArray()));

    /// <summary>Writes the file, which appears whole or not at all and replaces one that is there.</summary>
    /// <exception cref="ProbeException">It cannot be written.</exception>
    public void Write(string path)
    {
        var (header, end) = (new SortedDictionary<string, object>(StringComparer.Ordinal), 0L);
        foreach (var (name, (type, shape, bytes)) in _tensors)
        {
            header.Add(name, new { dtype = type, shape, data_offsets = new[] { end, end + bytes.Length } });
            end += bytes.Length;
        }

        try
        {
            var partial = path + ".partial";
            using (var file = File.Create(partial))
            {
                var json = JsonSerializer.SerializeToUtf8Bytes(header);
                byte[] padded = [.. json, .. Enumerable.Repeat((byte)' ', (8 - (json.Length % 8)) % 8)];
                file.Write(BitConverter.GetBytes((ulong)padded.Length));
                file.Write(padded);
                foreach (var (_, _, bytes) in _tensors.Values) file.Write(bytes);
            }

            File.Move(partial, path, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ProbeException($"{path} cannot be written: check the path, its permissions and the disk.", e);
        }
    }
}
