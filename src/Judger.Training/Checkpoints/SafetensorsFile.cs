using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Judger.Training.Checkpoints;

/// <summary>Reads and writes safetensors: an 8-byte length, a JSON header, the bytes. A file appears whole or not at all.</summary>
internal static class SafetensorsFile
{
    private const int Alignment = 8;

    /// <param name="path">The file.</param>
    /// <param name="tensors">Name, shape and values; written in this order.</param>
    /// <param name="asHalf">Stores float16 instead of float32.</param>
    /// <param name="metadata">The header's <c>__metadata__</c>.</param>
    public static void Write(string path, IEnumerable<(string Name, long[] Shape, float[] Values)> tensors, bool asHalf, IReadOnlyDictionary<string, string>? metadata = null)
    {
        var list = tensors.ToList();
        var header = new JsonObject();
        if (metadata is not null) header["__metadata__"] = new JsonObject(metadata.Select(pair => KeyValuePair.Create(pair.Key, (JsonNode?)pair.Value)));
        long offset = 0;
        var itemSize = asHalf ? 2 : 4;
        foreach (var (name, shape, values) in list)
        {
            var end = offset + ((long)values.Length * itemSize);
            header[name] = new JsonObject
            {
                ["dtype"] = asHalf ? "F16" : "F32",
                ["shape"] = new JsonArray([.. shape.Select(size => (JsonNode)size)]),
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
            foreach (var (_, _, values) in list) file.Write(asHalf ? MemoryMarshal.AsBytes<Half>(Array.ConvertAll(values, value => (Half)value)) : MemoryMarshal.AsBytes<float>(values));
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
            var bytes = File.ReadAllBytes(path);
            var headerLength = checked((int)BinaryPrimitives.ReadInt64LittleEndian(bytes));
            var header = JsonNode.Parse(bytes.AsSpan(8, headerLength))!.AsObject();
            var data = bytes.AsSpan(8 + headerLength);
            var tensors = new Dictionary<string, float[]>(StringComparer.Ordinal);
            var metadata = new Dictionary<string, string>(StringComparer.Ordinal);
            foreach (var (name, entry) in header)
            {
                if (name == "__metadata__")
                {
                    foreach (var (key, value) in entry!.AsObject()) metadata[key] = value!.GetValue<string>();
                    continue;
                }

                var start = entry!["data_offsets"]![0]!.GetValue<int>();
                var content = data[start..entry["data_offsets"]![1]!.GetValue<int>()];
                tensors[name] = entry["dtype"]!.GetValue<string>() switch
                {
                    "F32" => MemoryMarshal.Cast<byte, float>(content).ToArray(),
                    "F16" => Array.ConvertAll(MemoryMarshal.Cast<byte, Half>(content).ToArray(), value => (float)value),
                    var other => throw new TrainingException($"{path}: tensor {name} is {other}; only F32 and F16 are read here."),
                };
            }

            return (tensors, metadata);
        }
        catch (Exception exception) when (exception is JsonException or OverflowException or ArgumentOutOfRangeException or NullReferenceException or InvalidOperationException)
        {
            throw new TrainingException($"{path} is not a whole safetensors file; delete it, or copy it again.", exception);
        }
    }
}
