using System.Text.Json;
using Judger.Inference;

namespace Judger.Testing;

/// <summary>Writes safetensors files.</summary>
internal static class SafetensorsWriter
{
    public static void Write(string path, IReadOnlyDictionary<string, (long[] Shape, float[] Values)> tensors, WeightType type)
    {
        var dtype = type switch { WeightType.Float32 => "F32", WeightType.Float16 => "F16", _ => "BF16" };
        var size = type == WeightType.Float32 ? 4 : 2;
        var header = new Dictionary<string, object>();
        var end = 0L;
        foreach (var (name, (shape, values)) in tensors)
        {
            var begin = end;
            end += (long)values.Length * size;
            header[name] = new { dtype, shape, data_offsets = new[] { begin, end } };
        }

        using var writer = new BinaryWriter(File.Create(path));
        var json = JsonSerializer.SerializeToUtf8Bytes(header);
        writer.Write((ulong)json.Length);
        writer.Write(json);
        foreach (var value in tensors.Values.SelectMany(tensor => tensor.Values))
        {
            if (type == WeightType.Float32) writer.Write(value);
            else if (type == WeightType.Float16) writer.Write((Half)value);
            else writer.Write((ushort)(BitConverter.SingleToUInt32Bits(value) >> 16));
        }
    }

    /// <summary>The nearest value below or at this one that a type can hold.</summary>
    public static float Round(float value, WeightType type) => type switch
    {
        WeightType.Float32 => value,
        WeightType.Float16 => (float)(Half)value,
        _ => BitConverter.UInt32BitsToSingle(BitConverter.SingleToUInt32Bits(value) & 0xFFFF0000),
    };
}
