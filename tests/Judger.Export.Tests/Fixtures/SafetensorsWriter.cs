using System.Text.Json;
using Judger.Inference;

namespace Judger.Testing;

/// <summary>Writes safetensors files.</summary>
internal static class SafetensorsWriter
{
    public static void Write(string path, IReadOnlyDictionary<string, (long[] Shape, float[] Values)> tensors, WeightType type) =>
        Write(path, tensors.ToDictionary(tensor => tensor.Key, tensor => (tensor.Value.Shape, tensor.Value.Values, type)));

    /// <summary>Writes tensors that each have a type of their own.</summary>
    public static void Write(string path, IReadOnlyDictionary<string, (long[] Shape, float[] Values, WeightType Type)> tensors)
    {
        using var file = File.Create(path);
        WriteHeader(file, tensors.Select(tensor => (tensor.Key, tensor.Value.Shape, tensor.Value.Type)));
        using var writer = new BinaryWriter(file);
        foreach (var (_, values, type) in tensors.Values)
        {
            foreach (var value in values)
            {
                if (type == WeightType.Float32) writer.Write(value);
                else writer.Write(Bits(value, type));
            }
        }
    }

    public static void WriteHeader(Stream file, IEnumerable<(string Name, long[] Shape)> tensors, WeightType type) =>
        WriteHeader(file, tensors.Select(tensor => (tensor.Name, tensor.Shape, type)));

    public static int BytesOf(WeightType type) => type == WeightType.Float32 ? 4 : 2;

    /// <summary>The nearest value below or at this one that a type can hold.</summary>
    public static float Round(float value, WeightType type) => type switch
    {
        WeightType.Float32 => value,
        WeightType.Float16 => (float)(Half)value,
        _ => BitConverter.UInt32BitsToSingle(BitConverter.SingleToUInt32Bits(value) & 0xFFFF0000),
    };

    /// <summary>A value in a type of two bytes.</summary>
    public static ushort Bits(float value, WeightType type) =>
        type == WeightType.Float16 ? BitConverter.HalfToUInt16Bits((Half)value) : (ushort)(BitConverter.SingleToUInt32Bits(value) >> 16);

    private static void WriteHeader(Stream file, IEnumerable<(string Name, long[] Shape, WeightType Type)> tensors)
    {
        var header = new Dictionary<string, object>();
        var end = 0L;
        foreach (var (name, shape, type) in tensors)
        {
            var begin = end;
            end += shape.Aggregate((long)BytesOf(type), (product, size) => product * size);
            header[name] = new { dtype = type switch { WeightType.Float32 => "F32", WeightType.Float16 => "F16", _ => "BF16" }, shape, data_offsets = new[] { begin, end } };
        }

        var json = JsonSerializer.SerializeToUtf8Bytes(header);
        file.Write(BitConverter.GetBytes((ulong)json.Length));
        file.Write(json);
    }
}
