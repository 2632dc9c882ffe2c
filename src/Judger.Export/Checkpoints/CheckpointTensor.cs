using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using Judger.Inference;

namespace Judger.Export;

/// <summary>A tensor of a memory-mapped file; valid as long as the file is open.</summary>
internal sealed unsafe class CheckpointTensor(string file, string name, WeightType type, long[] shape, byte* data)
{
    public string File { get; } = file;

    public string Name { get; } = name;

    public WeightType Type { get; } = type;

    public long[] Shape { get; } = shape;

    public int ElementBytes => BytesOf(Type);

    public long Elements => Shape.Aggregate(1L, (product, size) => checked(product * size));

    public long Bytes => Elements * ElementBytes;

    public static int BytesOf(WeightType type) => type == WeightType.Float32 ? 4 : 2;

    /// <summary>Some of the bytes; a tensor may be larger than a span.</summary>
    public ReadOnlySpan<byte> Slice(long offset, int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(offset + count, Bytes);
        return new(data + offset, count);
    }

    /// <summary>All values as float32.</summary>
    public float[] ToFloats()
    {
        var values = new float[Elements];
        var bytes = Slice(0, checked((int)Bytes));
        switch (Type)
        {
            case WeightType.Float32:
                MemoryMarshal.Cast<byte, float>(bytes).CopyTo(values);
                break;
            case WeightType.Float16:
                TensorPrimitives.ConvertToSingle(MemoryMarshal.Cast<byte, Half>(bytes), values);
                break;
            default:
                var halves = MemoryMarshal.Cast<byte, ushort>(bytes);
                for (var i = 0; i < values.Length; i++) values[i] = BitConverter.UInt32BitsToSingle((uint)halves[i] << 16);
                break;
        }

        return values;
    }

    public CheckpointException Error(string problem, string remedy) => new(File, $"tensor {Name} {problem}", remedy, Name);
}
