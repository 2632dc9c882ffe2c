using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Judger.Training.Checkpoints;

/// <summary>Reads and writes safetensors: an 8-byte length, a JSON header, the bytes. A file appears whole or not at all.</summary>
internal static class SafetensorsFile
{
    private const int Alignment = 8;

    /// <summary>One tensor: its name, its type as safetensors names it, its shape, how many bytes it has and what writes them.</summary>
    public sealed record Entry(string Name, string Type, long[] Shape, long Bytes, Action<Stream> Write);

    /// <param name="path">The file.</param>
    /// <param name="tensors">Name, shape and values; written in this order.</param>
    /// <param name="asHalf">Stores float16 instead of float32.</param>
    /// <param name="metadata">The header's <c>__metadata__</c>.</param>
    public static void Write(string path, IEnumerable<(string Name, long[] Shape, float[] Values)> tensors, bool asHalf, IReadOnlyDictionary<string, string>? metadata = null) =>
        Write(path, [.. tensors.Select(tensor => new Entry(tensor.Name, asHalf ? "F16" : "F32", tensor.Shape, (long)tensor.Values.Length * (asHalf ? 2 : 4), file =>
            file.Write(asHalf ? MemoryMarshal.AsBytes<Half>(Array.ConvertAll(tensor.Values, value => (Half)value)) : MemoryMarshal.AsBytes<float>(tensor.Values))))], metadata);

    /// <summary>Writes tensors whose bytes are made when their turn comes.</summary>
    public static void Write(string path, IReadOnlyList<Entry> tensors, IReadOnlyDictionary<string, string>? metadata = null)
    {
        var header = new JsonObject();
        if (metadata is not null) header["__metadata__"] = new JsonObject(metadata.Select(pair => KeyValuePair.Create(pair.Key, (JsonNode?)pair.Value)));
        long offset = 0;
        foreach (var tensor in tensors)
        {
            var end = offset + tensor.Bytes;
            header[tensor.Name] = new JsonObject
            {
                ["dtype"] = tensor.Type,
                ["shape"] = new JsonArray([.. tensor.Shape.Select(size => (JsonNode)size)]),
                ["data_offsets"] = new JsonArray(offset, end),
            };
            offset = end;
        }

        var json = JsonSerializer.SerializeToUtf8Bytes(header);
        var padded = (json.Length + Alignment - 1) / Alignment * Alignment;
        var temporary = path + ".partial";
        using (var file = File.Create(temporary))
        {
            Span<byte> length = stackalloc byte[8];
            BinaryPrimitives.WriteInt64LittleEndian(length, padded);
            file.Write(length);
            file.Write(json);
            for (var i = json.Length; i < padded; i++) file.WriteByte((byte)' ');
            foreach (var tensor in tensors) tensor.Write(file);
            file.Flush(flushToDisk: true);
        }

        File.Move(temporary, path, overwrite: true);
    }

    /// <summary>All tensors as float32, and the metadata.</summary>
    public static (Dictionary<string, float[]> Tensors, Dictionary<string, string> Metadata) Read(string path)
    {
        try
        {
            if (!File.Exists(path)) throw new TrainingException($"{path} does not exist; check the path.");
            using var file = File.OpenRead(path);
            Span<byte> length = stackalloc byte[8];
            file.ReadExactly(length);
            var headerBytes = new byte[Math.Min(BinaryPrimitives.ReadInt64LittleEndian(length), file.Length)];
            file.ReadExactly(headerBytes);
            var header = JsonNode.Parse(headerBytes)!.AsObject();
            var data = file.Position;
            var tensors = new Dictionary<string, float[]>(StringComparer.Ordinal);
            var metadata = new Dictionary<string, string>(StringComparer.Ordinal);
            foreach (var (name, entry) in header)
            {
                if (name == "__metadata__")
                {
                    foreach (var (key, value) in entry!.AsObject()) metadata[key] = value!.GetValue<string>();
                    continue;
                }

                var (start, end) = (entry!["data_offsets"]![0]!.GetValue<long>(), entry["data_offsets"]![1]!.GetValue<long>());
                file.Position = data + start;
                tensors[name] = entry["dtype"]!.GetValue<string>() switch
                {
                    "F32" => ReadValues<float>(file, end - start),
                    "F16" => Array.ConvertAll(ReadValues<Half>(file, end - start), value => (float)value),
                    "BF16" => Array.ConvertAll(ReadValues<ushort>(file, end - start), bits => BitConverter.UInt32BitsToSingle((uint)bits << 16)),
                    var other => throw new TrainingException($"{path}: tensor {name} is {other}; only F32, F16 and BF16 are read here."),
                };
            }

            return (tensors, metadata);
        }
        catch (Exception exception) when (exception is JsonException or EndOfStreamException or OverflowException or ArgumentOutOfRangeException or NullReferenceException or InvalidOperationException)
        {
            throw new TrainingException($"{path} is not a whole safetensors file; delete it, or copy it again.", exception);
        }
    }
    private static T[] ReadValues<T>(FileStream file, long bytes)
        where T : unmanaged
    {
        // A length that the file does not have is damage, not a reason to ask for the memory.
        if (bytes < 0 || file.Position + bytes > file.Length) throw new EndOfStreamException();
        var values = new T[bytes / Unsafe.SizeOf<T>()];
        for (var done = 0; done < values.Length;)
        {
            var block = values.AsSpan(done, Math.Min(values.Length - done, 1 << 20));
            file.ReadExactly(MemoryMarshal.AsBytes(block));
            done += block.Length;
        }

        return values;
    }
}
