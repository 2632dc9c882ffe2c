using System.Numerics.Tensors;
using Judger.Export.Onnx;
using Judger.Export.Output;

namespace Judger.Export.Formats;

/// <summary>
/// 4-bit weights for com.microsoft.MatMulNBits: each output's inputs in blocks of 128 (or the largest power of two that divides them), sixteen levels with one
/// scale a block, two values to a byte, the first in the low half. Activations are quantised to 8 bits by the kernel (accuracy level 4).
/// </summary>
internal sealed class BlockInt4Format(GraphBuilder graph) : ILinearFormat
{
    private const int LargestBlock = 128;
    private const int SmallestBlock = 16;
    private const int Middle = 8;

    public Func<string, string> Load(string name, Matrix matrix)
    {
        var block = BlockOf(matrix.Inputs);
        var blocks = (matrix.Inputs + block - 1) / block;
        var scales = new float[checked(matrix.Outputs * blocks)];
        var weights = graph.Large(name + ".int4", ElementType.UInt8, [matrix.Outputs, blocks, block / 2], file => Write(file, matrix, block, scales));
        var columns = graph.Floats(name + ".scale", ElementType.Float32, [matrix.Outputs, blocks], scales);
        return x => graph.ContribOp(
            "MatMulNBits",
            [x, weights, columns],
            Attributes.Of("K", matrix.Inputs),
            Attributes.Of("N", matrix.Outputs),
            Attributes.Of("bits", 4),
            Attributes.Of("block_size", block),
            Attributes.Of("accuracy_level", 4));
    }

    /// <summary>The block of an input width; where none divides it, the last block is filled up with zeros.</summary>
    public static int BlockOf(int inputs)
    {
        var block = LargestBlock;
        while (block > SmallestBlock && inputs % block != 0) block /= 2;
        return block;
    }

    /// <summary>Quantises a block. The value of largest magnitude becomes the lowest level, whose magnitude is the largest, so it is kept exactly.</summary>
    /// <param name="values">The block, or the beginning of it.</param>
    /// <param name="packed">Two levels to a byte.</param>
    /// <returns>The scale: a value is (level - 8) * scale.</returns>
    public static float Quantize(ReadOnlySpan<float> values, Span<byte> packed)
    {
        var extreme = TensorPrimitives.MaxMagnitude(values);
        var scale = extreme / -Middle;
        var factor = scale == 0 ? 0 : 1 / scale;
        packed.Fill(Middle | (Middle << 4));
        for (var i = 0; i < values.Length; i++)
        {
            var level = (int)Math.Clamp(MathF.Round(values[i] * factor) + Middle, 0, 15);
            packed[i / 2] = (byte)((i & 1) == 0 ? (packed[i / 2] & 0xF0) | level : (packed[i / 2] & 0x0F) | (level << 4));
        }

        return scale;
    }

    private static void Write(OutputFile file, Matrix matrix, int block, float[] scales) => RowBlocks.Visit(matrix, (first, count, rows) =>
    {
        var blocks = scales.Length / matrix.Outputs;
        using var packed = new NativeBuffer<byte>(count * blocks * block / 2);
        for (var i = 0; i < count * blocks; i++)
        {
            var (row, start) = (i / blocks, i % blocks * block);
            var values = rows.Slice((row * matrix.Inputs) + start, Math.Min(block, matrix.Inputs - start));
            scales[(first * blocks) + i] = Quantize(values, packed.Span.Slice(i * block / 2, block / 2));
        }

        file.Write(packed.Span);
    });
}
