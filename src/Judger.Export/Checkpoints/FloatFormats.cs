using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Judger.Inference.Manifest;

namespace Judger.Export.Checkpoints;

/// <summary>Between the number formats of checkpoints and float32. Widening is exact.</summary>
internal static class FloatFormats
{
    public static int BytesOf(WeightType type) => type == WeightType.Float32 ? sizeof(float) : sizeof(ushort);

    /// <summary>Reads the values of some bytes.</summary>
    public static void ToFloats(ReadOnlySpan<byte> bytes, WeightType type, Span<float> values)
    {
        switch (type)
        {
            case WeightType.Float32:
                MemoryMarshal.Cast<byte, float>(bytes).CopyTo(values);
                break;
            case WeightType.Float16:
                TensorPrimitives.ConvertToSingle(MemoryMarshal.Cast<byte, Half>(bytes), values);
                break;
            default:
                FromBFloat16(MemoryMarshal.Cast<byte, ushort>(bytes), MemoryMarshal.Cast<float, uint>(values));
                break;
        }
    }

    /// <summary>The upper halves of values: exact where a bfloat16 holds the value, rounded towards zero elsewhere.</summary>
    public static void ToBFloat16(ReadOnlySpan<float> values, Span<ushort> halves)
    {
        var bits = MemoryMarshal.Cast<float, uint>(values);
        var done = 0;
        for (; done <= bits.Length - Vector256<ushort>.Count; done += Vector256<ushort>.Count)
        {
            var (lower, upper) = (Vector256.Create(bits[done..]), Vector256.Create(bits[(done + Vector256<uint>.Count)..]));
            Vector256.Narrow(lower >>> 16, upper >>> 16).CopyTo(halves[done..]);
        }

        for (; done < bits.Length; done++) halves[done] = (ushort)(bits[done] >> 16);
    }

    /// <summary>The nearest bfloat16 of each value, ties to even; what is not a number stays so.</summary>
    public static void RoundToBFloat16(ReadOnlySpan<float> values, Span<ushort> halves)
    {
        var bits = MemoryMarshal.Cast<float, uint>(values);
        for (var i = 0; i < bits.Length; i++)
        {
            var value = bits[i];
            halves[i] = float.IsNaN(values[i]) ? (ushort)((value >> 16) | 0x40) : (ushort)((value + 0x7FFF + ((value >> 16) & 1)) >> 16);
        }
    }

    /// <summary>The bytes of values in a number format.</summary>
    /// <param name="values">The values.</param>
    /// <param name="type">The format.</param>
    /// <param name="halves">Takes the values of a two-byte format, and is at least as long.</param>
    public static ReadOnlySpan<byte> Narrow(ReadOnlySpan<float> values, WeightType type, Span<ushort> halves)
    {
        if (type == WeightType.Float32) return MemoryMarshal.AsBytes(values);
        halves = halves[..values.Length];
        if (type == WeightType.Float16) TensorPrimitives.ConvertToHalf(values, MemoryMarshal.Cast<ushort, Half>(halves));
        else ToBFloat16(values, halves);
        return MemoryMarshal.AsBytes(halves);
    }

    /// <summary>A finite value that float16 would make infinite, if there is one.</summary>
    public static float? BeyondFloat16(ReadOnlySpan<float> values)
    {
        var largest = TensorPrimitives.MaxMagnitude(values);
        return float.IsFinite(largest) && Math.Abs(largest) > (float)Half.MaxValue ? largest : null;
    }

    private static void FromBFloat16(ReadOnlySpan<ushort> halves, Span<uint> bits)
    {
        var done = 0;
        for (; done <= halves.Length - Vector256<ushort>.Count; done += Vector256<ushort>.Count)
        {
            var (lower, upper) = Vector256.Widen(Vector256.Create(halves[done..]));
            (lower << 16).CopyTo(bits[done..]);
            (upper << 16).CopyTo(bits[(done + Vector256<uint>.Count)..]);
        }

        for (; done < halves.Length; done++) bits[done] = (uint)halves[done] << 16;
    }
}
