using Judger.Export.Checkpoints;
using Judger.Inference.Manifest;

namespace Judger.Export.Tests.Fixtures;

/// <summary>Writes safetensors files.</summary>
internal static class SafetensorsWriter
{
    public static void Write(string path, IReadOnlyDictionary<string, (long[] Shape, float[] Values)> tensors, WeightType type) =>
        Write(path, tensors.ToDictionary(tensor => tensor.Key, tensor => (tensor.Value.Shape, tensor.Value.Values, type)));

    /// <summary>Writes tensors that each have a type of their own.</summary>
    public static void Write(string path, IReadOnlyDictionary<string, (long[] Shape, float[] Values, WeightType Type)> tensors)
    {
        using var file = File.Create(path);
        file.Write(SafetensorsHeader.Create(tensors.Select(tensor => (tensor.Key, tensor.Value.Shape, tensor.Value.Type))));
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
}
