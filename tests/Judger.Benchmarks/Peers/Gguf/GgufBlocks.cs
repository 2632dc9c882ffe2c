using System.Buffers.Binary;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace Judger.Benchmarks.Peers.Gguf;

/// <summary>Values in ggml's number formats, as its reference quantiser writes them (ggml-quants.c, quantize_row_q4_0_ref and quantize_row_q8_0_ref).</summary>
internal static class GgufBlocks
{
    private const int Block = 32;
    private const int ScaleBytes = 2;
    private const int Middle = 8;

    /// <summary>Bytes of so many values, which fill blocks.</summary>
    public static long BytesOf(GgufType type, long values) => type switch
    {
        GgufType.Float32 => values * sizeof(float),
        GgufType.Q8 => values / Block * (ScaleBytes + Block),
        _ => values / Block * (ScaleBytes + (Block / 2)),
    };

    public static void Encode(GgufType type, ReadOnlySpan<float> values, Span<byte> bytes)
    {
        if (type == GgufType.Float32)
        {
            MemoryMarshal.AsBytes(values).CopyTo(bytes);
            return;
        }

        var size = (int)BytesOf(type, Block);
        for (var block = 0; block < values.Length / Block; block++)
        {
            var from = values.Slice(block * Block, Block);
            var to = bytes.Slice(block * size, size);
            if (type == GgufType.Q8) EncodeQ8(from, to);
            else EncodeQ4(from, to);
        }
    }

    private static void EncodeQ8(ReadOnlySpan<float> values, Span<byte> bytes)
    {
        var scale = Math.Abs(TensorPrimitives.MaxMagnitude(values)) / sbyte.MaxValue;
        var factor = scale == 0 ? 0 : 1 / scale;
        BinaryPrimitives.WriteHalfLittleEndian(bytes, (Half)scale);
        for (var i = 0; i < Block; i++) bytes[ScaleBytes + i] = (byte)(sbyte)MathF.Round(values[i] * factor, MidpointRounding.AwayFromZero);
    }

    private static void EncodeQ4(ReadOnlySpan<float> values, Span<byte> bytes)
    {
        var scale = TensorPrimitives.MaxMagnitude(values) / -Middle;
        var factor = scale == 0 ? 0 : 1 / scale;
        BinaryPrimitives.WriteHalfLittleEndian(bytes, (Half)scale);

        // The second half of a block stands in the upper halves of the bytes.
        for (var i = 0; i < Block / 2; i++) bytes[ScaleBytes + i] = (byte)(Level(values[i]) | (Level(values[i + (Block / 2)]) << 4));

        int Level(float value) => Math.Min(15, (int)((value * factor) + Middle + 0.5f));
    }
}
